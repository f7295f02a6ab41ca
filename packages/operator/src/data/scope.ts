import { CompiledQuery } from 'kysely';
import type { Database } from '../database/schema.ts';
import { toServiceRecord, type ServiceRecord, type ServiceRow } from '../identity/services.ts';
import type { PermissionRow } from './permissions.ts';

/** Where the newest version of a document lies. */
export interface DocumentPlace {
  domain: string;
  area: string;
  path: string;
}

/** A permission of any service of the account to read, with the key it reads with. */
export interface Reader {
  domain: string;
  area: string;
  kid: string;
  state: PermissionRow['state'];
  terms: PermissionRow['terms'];
}

/** All that the records say about what a service may do in a connection, in one look. */
export interface Scope {
  connectionId: string;
  service: ServiceRecord;
  accountId: string;
  /** Thumbprint of the account's key. */
  thumbprint: string;
  storeSealed: string;
  /** Of the account, when this was read. */
  revision: number;
  /** All permissions of the connection of the asked type. */
  permissions: PermissionRow[];
  /** Documents at the places of these permissions. */
  documents: DocumentPlace[];
  /** Who may read at these places, or once could, in any connection of the account. For writers only. */
  readers: Reader[];
  /** Until when the person is not told; null if at once. */
  delayedUntil: number | null;
}

interface ScopeRow extends ServiceRow {
  connection_id: string;
  account_id: string;
  account_thumbprint: string;
  account_store: string;
  revision: number;
  permissions: PermissionRow[] | null;
  documents: DocumentPlace[] | null;
  readers: Reader[] | null;
  delayed_until: number | null;
}

/** A connection, by the id that a message names, of the service that claims to have sent it. */
export interface ScopeQuestion {
  sub: string;
  iss: string;
}

/**
 * What the senders of messages may do in the connections that they name; undefined where there is no such connection of the service.
 *
 * @param questions without NUL characters, which PostgreSQL does not take
 */
export async function findScopes(
  questions: readonly ScopeQuestion[],
  type: 'READ' | 'WRITE',
  database: Database,
): Promise<(Scope | undefined)[]> {
  const ids = [...new Set(questions.map(({ sub }) => sub))];
  const { rows } = await database.executeQuery<ScopeRow>(CompiledQuery.raw(statements[type], [ids]));
  const rowsById = new Map(rows.map((row) => [row.connection_id, row]));
  return questions.map(({ sub, iss }) => {
    const row = rowsById.get(sub);
    return row?.client_id === iss ? toScope(row) : undefined;
  });
}

function toScope(row: ScopeRow): Scope | undefined {
  const service = toServiceRecord(row);
  if (service === undefined) return undefined;
  return {
    connectionId: row.connection_id,
    service,
    accountId: row.account_id,
    thumbprint: row.account_thumbprint,
    storeSealed: row.account_store,
    revision: row.revision,
    permissions: row.permissions ?? [],
    documents: row.documents ?? [],
    readers: row.readers ?? [],
    delayedUntil: row.delayed_until,
  };
}

const documentsOfReader = `
  (select json_agg(json_build_object('domain', d.domain, 'area', d.area, 'path', d.path)) from documents d
    where d.account_id = c.account_id and (d.domain, d.area) in
      (select p.domain, p.area from permissions p where p.connection_id = c.id and p.type = 'READ')) as documents,
  null as readers`;

const readersForWriter = `
  null as documents,
  (select json_agg(json_build_object('domain', r.domain, 'area', r.area, 'kid', r.terms ->> 'kid', 'state', r.state, 'terms', r.terms))
    from permissions w
    join connections o on o.account_id = c.account_id
    join permissions r on r.connection_id = o.id and r.domain = w.domain and r.area = w.area
    where w.connection_id = c.id and w.type = 'WRITE' and r.type = 'READ' and r.state in ('active', 'used-up', 'expired')) as readers`;

/** Texts, so that nothing is put together for each look anew. */
const statements = { READ: statementFor('READ', documentsOfReader), WRITE: statementFor('WRITE', readersForWriter) };

function statementFor(type: 'READ' | 'WRITE', more: string): string {
  return `
    select c.id as connection_id, c.service as client_id,
      s.key, s.key_id, s.thumbprint, s.display_name, s.description, s.icon_uri, s.jwks_uri, s.events_uri,
      g.jws as agency_jws, g.key_thumbprint as agency_thumbprint,
      a.id as account_id, a.thumbprint as account_thumbprint, a.store_sealed as account_store, a.revision,
      (select json_agg(p) from permissions p where p.connection_id = c.id and p.type = '${type}') as permissions,
      ${more},
      (select until from disclosure_delays y where y.connection_id = c.id) as delayed_until
    from connections c
    join accounts a on a.id = c.account_id
    left join data_services s on s.client_id = c.service
    left join agencies g on g.client_id = c.service
    where c.id = any ($1::text[])`;
}
