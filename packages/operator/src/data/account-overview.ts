import type { AccountReadResponse, Claims, ConnectionRecord, PermissionRecord } from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { ConnectionsTable, DatabaseTransaction, PermissionsTable } from '../database/schema.ts';
import { unknownAccount } from '../identity/accounts.ts';
import { findServices, type ServiceRecord } from '../identity/services.ts';
import { stateOf } from './permissions.ts';

/** What an ACCOUNT_READ_RESPONSE says besides its envelope. */
export type AccountOverview = Omit<AccountReadResponse, keyof Claims | 'type' | 'sub'>;

/** All that the records say of an account, at one moment: whoever changes it waits until the transaction ends. */
export async function readOverview(accountId: string, transaction: DatabaseTransaction): Promise<AccountOverview> {
  const account = await transaction
    .selectFrom('accounts')
    .select(['store_provider', 'log_seq', 'log_head'])
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  const provider = account?.store_provider ?? null;
  if (account === undefined || provider === null) throw unknownAccount();
  const move = await readMove(accountId, transaction);
  return {
    store: { provider },
    ...(move !== undefined && { move }),
    connections: await readConnections(accountId, transaction),
    requests: await readRequests(accountId, transaction),
    documents: await readDocuments(accountId, transaction),
    log: { seq: account.log_seq, head: account.log_head },
  };
}

async function readMove(accountId: string, transaction: DatabaseTransaction): Promise<AccountOverview['move']> {
  const row = await transaction
    .selectFrom('store_moves')
    .select(['provider', 'state', 'done', 'total', 'code'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { code, ...move } = row;
  return { ...move, ...(code !== null && { code }) };
}

async function readConnections(accountId: string, transaction: DatabaseTransaction): Promise<ConnectionRecord[]> {
  const connections = await transaction
    .selectFrom('connections')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('since')
    .orderBy('id')
    .execute();
  const permissions = await transaction
    .selectFrom('permissions as p')
    .innerJoin('connections as c', 'c.id', 'p.connection_id')
    .selectAll('p')
    .where('c.account_id', '=', accountId)
    .orderBy('p.decided_at')
    .orderBy('p.id')
    .execute();
  const services = await findServices(
    connections.map(({ service }) => service),
    transaction,
  );
  return connections.map((connection) => {
    const own = permissions.filter((permission) => permission.connection_id === connection.id);
    return toConnectionRecord(connection, services.get(connection.service), own);
  });
}

function toConnectionRecord(
  { id, service: clientId, since }: Selectable<ConnectionsTable>,
  service: ServiceRecord | undefined,
  permissions: readonly Selectable<PermissionsTable>[],
): ConnectionRecord {
  const eventsUri = service?.eventsUri ?? null;
  return {
    id,
    service: {
      clientId,
      displayName: service?.displayName ?? clientId,
      ...(eventsUri !== null && { eventsURI: eventsUri }),
    },
    since: Math.floor(since.getTime() / 1000),
    permissions: permissions.map((row): PermissionRecord => ({
      ...row.terms,
      state: stateOf(row),
      decidedAt: row.decided_at,
    })),
  };
}

/** Characters that all waiting requests together may have in an answer. */
const room = 1024 * 1024;

/** Short ones come first: one service's endless request does not hide the others, and comes when they are answered. */
async function readRequests(accountId: string, transaction: DatabaseTransaction): Promise<AccountOverview['requests']> {
  const rows = await transaction
    .selectFrom('permission_requests as r')
    .innerJoin('connections as c', 'c.id', 'r.connection_id')
    .select(['r.connection_id as connection', 'r.jws', 'r.received_at as receivedAt'])
    .where('c.account_id', '=', accountId)
    .execute();
  let left = room;
  const fitting = rows
    .toSorted((one, other) => one.jws.length - other.jws.length)
    .filter(({ jws }) => (left -= jws.length) >= 0);
  return fitting.toSorted((one, other) => one.receivedAt - other.receivedAt);
}

async function readDocuments(
  accountId: string,
  transaction: DatabaseTransaction,
): Promise<AccountOverview['documents']> {
  return transaction
    .selectFrom('documents')
    .select(['domain', 'area', 'version', 'size', 'changed_at as changedAt', 'writer', 'readers'])
    .where('account_id', '=', accountId)
    .orderBy('domain')
    .orderBy('area')
    .execute();
}
