import type { DataOverview, DocumentView } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import { isAt, type Place } from '../../components/names.ts';

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
    documents: own.toSorted((a, b) => a.area.localeCompare(b.area, undefined, { numeric: true })),
  }));
}

/** The JSON Schema that the writer of an area has promised; null if there is none. */
export function schemaOf({ connections }: Pick<DataOverview, 'connections'>, place: Place): JsonObject | null {
  const permissions = connections.flatMap((connection) => connection.permissions);
  const own = permissions.filter((terms) => isAt(place, terms) && terms.schema !== null);
  return (own.find(({ type }) => type === 'WRITE') ?? own[0])?.schema ?? null;
}

/** Which document a page shows: it stands in the history of the tab, not in the address, where servers would learn it. Null if there is none. */
export function placeIn(state: unknown): Place | null {
  const { domain, area } = (state ?? {}) as Partial<Record<keyof Place, unknown>>;
  return typeof domain === 'string' && typeof area === 'string' ? { domain, area } : null;
}
