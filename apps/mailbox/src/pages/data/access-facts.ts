import type { AccessView } from '@posthorn/citizen';
import { isAt, type Place } from '../../components/names.ts';

/** What an entry of the access log is about, as far as a person wants to know it. */
export interface AccessFacts {
  places: Place[];
  /** What for: purposes and legal grounds. */
  reasons: string[];
  refused: 'no' | 'partly' | 'all';
  isOwn: boolean;
}

/** What the list is narrowed to. */
export interface AccessFilter {
  /** Empty: everybody. */
  actor: string;
  /** Null: all data. */
  place: Place | null;
}

/** Reads what the operator has noted about an access. What an entry does not say is left out. */
export function factsOf({ about, actor, outcome }: AccessView): AccessFacts {
  const paths = recordsIn(about['paths']);
  const permissions = recordsIn(about['permissions']);
  return {
    places: uniquePlaces([...paths, ...permissions].flatMap(placeOf)),
    reasons: unique([...permissions.flatMap(({ purpose, ground }) => [purpose, ground]), about['ground']]),
    refused: outcome !== 'done' ? 'all' : paths.some(({ refused }) => refused === true) ? 'partly' : 'no',
    isOwn: actor.startsWith('egendata://account/'),
  };
}

/** The entries that fit the filter, in their order. */
export function filtered(entries: readonly AccessView[], { actor, place }: AccessFilter): AccessView[] {
  return entries.filter(
    (entry) =>
      (actor === '' || entry.actor === actor) &&
      (place === null || factsOf(entry).places.some((one) => isAt(place, one))),
  );
}

/** All areas that the log speaks of. */
export function placesIn(entries: readonly AccessView[]): Place[] {
  return uniquePlaces(entries.flatMap((entry) => factsOf(entry).places));
}

/** A service may ask for an area whosever it is: then no place is named. */
function placeOf({ domain, area }: Record<string, unknown>): Place[] {
  return typeof domain === 'string' && typeof area === 'string' ? [{ domain, area }] : [];
}

function uniquePlaces(places: readonly Place[]): Place[] {
  return places.filter((place, index) => places.findIndex((one) => isAt(place, one)) === index);
}

function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && typeof entry === 'object') : [];
}

function unique(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}
