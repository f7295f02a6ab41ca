import type { Person } from '@posthorn/citizen';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { CaseFilter } from './case-row.ts';

/** Where somebody was in the list of cases. It stands in the browser's history, so that the way back leads there. */
export interface ListPlace {
  filter: CaseFilter;
  /** How many cases were shown; null: as many as at first. */
  shown: number | null;
  /** The case that was opened from here. */
  opened: string | null;
  /** What was looked for stands in memory alone: histories are written to the disk. */
  isSearching: boolean;
}

const beginning: ListPlace = { filter: 'all', shown: null, opened: null, isSearching: false };
const words = new WeakMap<Person, string>();

/** The place in the list, and how to note another one. */
export function useListPlace(): { place: ListPlace; note: (change: Partial<ListPlace>) => void } {
  const state = useHistoryState<Partial<ListPlace> | null>();
  const [location, navigate] = useLocation();
  const place = { ...beginning, ...state };
  return { place, note: (change) => navigate(location, { replace: true, state: { ...place, ...change } }) };
}

/** Back from a case, the focus is on it, where it was. */
export function useFocusOnOpened(opened: string | null): void {
  useEffect(() => {
    const link = opened === null ? null : document.getElementById(linkId(opened));
    link?.scrollIntoView({ block: 'center' });
    link?.focus({ preventScroll: true });
  }, [opened]);
}

/** Of the link to a case in the list. */
export function linkId(caseId: string): string {
  return `case-${caseId}`;
}

/** What somebody has looked for in the list last. */
export function rememberedWords(person: Person): string {
  return words.get(person) ?? '';
}

export function rememberWords(person: Person, text: string): void {
  words.set(person, text);
}
