import { createContext, useContext } from 'react';
import { useDates } from '../../i18n/dates.ts';
import { useApplication } from './application-context.tsx';
import type { Offer, OwnData } from './own-data.ts';

/** What the person's own data has for the form; empty as long as it is being read. */
export const OwnDataContext: React.Context<OwnData> = createContext<OwnData>({ offers: [], unproven: [] });

/** Says of whom and from when an offer is: `Stadt Kiel, 3. Mai 2026`. */
export function useSourceText(): (source: Offer['source']) => string {
  const dates = useDates();
  return ({ name, at }) => (at === null ? name : `${name}, ${dates.day(at)}`);
}

/** Where the answer of a field came from; null if it is not the one in the person's own data. */
export function useSourceOf(pointer: string): string | null {
  const application = useApplication();
  const text = useSourceText();
  const offer = useContext(OwnDataContext).offers.find((each) => each.pointer === pointer);
  return offer !== undefined && application.valueAt(pointer) === offer.value ? text(offer.source) : null;
}
