import type { AccessView } from '@posthorn/citizen';

/** What an entry of the access log is about, as far as a person wants to know it. */
export interface AccessFacts {
  areas: string[];
  /** What for: purposes and legal grounds. */
  reasons: string[];
  refused: 'no' | 'partly' | 'all';
  isOwn: boolean;
}

/** What the list is narrowed to; empty: everything. */
export interface AccessFilter {
  actor: string;
  area: string;
}

/** Reads what the operator has noted about an access. What an entry does not say is left out. */
export function factsOf({ about, actor, outcome }: AccessView): AccessFacts {
  const paths = recordsIn(about['paths']);
  const permissions = recordsIn(about['permissions']);
  return {
    areas: unique([...paths, ...permissions].map(({ area }) => area)),
    reasons: unique([...permissions.flatMap(({ purpose, ground }) => [purpose, ground]), about['ground']]),
    refused: outcome !== 'done' ? 'all' : paths.some(({ refused }) => refused === true) ? 'partly' : 'no',
    isOwn: actor.startsWith('egendata://account/'),
  };
}

/** The entries that fit the filter, in their order. */
export function filtered(entries: readonly AccessView[], { actor, area }: AccessFilter): AccessView[] {
  return entries.filter(
    (entry) => (actor === '' || entry.actor === actor) && (area === '' || factsOf(entry).areas.includes(area)),
  );
}

/** All areas that the log speaks of. */
export function areasIn(entries: readonly AccessView[]): string[] {
  return unique(entries.flatMap((entry) => factsOf(entry).areas)).toSorted();
}

function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && typeof entry === 'object') : [];
}

function unique(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}
