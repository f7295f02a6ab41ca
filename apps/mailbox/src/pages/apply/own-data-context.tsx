import { createContext } from 'react';
import { useDates } from '../../i18n/dates.ts';
import { useApplicationState } from './application-context.tsx';
import type { DataSource } from './application.ts';
import type { OwnData } from './own-data.ts';

/** What the person's own data has for the form; empty as long as it is being read. */
export const OwnDataContext: React.Context<OwnData> = createContext<OwnData>({ offers: [], unproven: [] });

/** Says of whom and from when an offer is: `Stadt Kiel, 3. Mai 2026`. */
export function useSourceText(): (source: DataSource) => string {
  const dates = useDates();
  return ({ name, at }) => (at === null ? name : `${name}, ${dates.day(at)}`);
}

/** Where the answer of a field was taken from; null if the person has typed it. */
export function useSourceOf(pointer: string): string | null {
  const text = useSourceText();
  const source = useApplicationState().taken.get(pointer);
  return source === undefined ? null : text(source);
}
