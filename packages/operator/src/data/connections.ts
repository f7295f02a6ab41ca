import { PosthornError } from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { ConnectionsTable, Database, DatabaseTransaction } from '../database/schema.ts';

/** The connection of this id, or undefined. */
export async function findConnection(
  id: string,
  database: Database | DatabaseTransaction,
): Promise<Selectable<ConnectionsTable> | undefined> {
  return database.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
}

/**
 * The connection of this id, if it is this account's.
 *
 * @throws PosthornError `connection-unknown`
 */
export async function requireConnectionOf(
  accountId: string,
  id: string,
  database: Database | DatabaseTransaction,
): Promise<Selectable<ConnectionsTable>> {
  const connection = await findConnection(id, database);
  if (connection?.account_id === accountId) return connection;
  throw unknownConnection();
}

/** What both say to whom does not belong to a connection: that there is none, and nothing else. */
export function unknownConnection(): PosthornError {
  return new PosthornError('connection-unknown', 'There is no connection of this id between the two.', {
    mend: 'Agree to a connection first; one that was ended gets a new id.',
  });
}
