import type { DataOverview, DocumentView } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';

/** The documents of one service. */
export interface DocumentGroup {
  /** clientId */
  domain: string;
  documents: DocumentView[];
}

/** Documents by the service whose data they are. */
export function documentGroups(documents: readonly DocumentView[]): DocumentGroup[] {
  const groups = Map.groupBy(documents, ({ domain }) => domain);
  return [...groups].map(([domain, own]) => ({
    domain,
    documents: own.toSorted((a, b) => a.area.localeCompare(b.area)),
  }));
}

/** The JSON Schema that the writer of an area has promised; null if there is none. */
export function schemaOf(
  { connections }: Pick<DataOverview, 'connections'>,
  domain: string,
  area: string,
): JsonObject | null {
  const permissions = connections.flatMap((connection) => connection.permissions);
  const own = permissions.filter((terms) => terms.domain === domain && terms.area === area && terms.schema !== null);
  return (own.find(({ type }) => type === 'WRITE') ?? own[0])?.schema ?? null;
}

/** Which document a page shows. It stands in the history of the tab, not in the address: no server learns it. */
export interface Place {
  domain: string;
  area: string;
}

/** The place in what the history remembers; null if there is none. */
export function placeIn(state: unknown): Place | null {
  const { domain, area } = (state ?? {}) as Partial<Record<keyof Place, unknown>>;
  return typeof domain === 'string' && typeof area === 'string' ? { domain, area } : null;
}
