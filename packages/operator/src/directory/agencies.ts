import type { PublicKey } from '@posthorn/protocol';
import type { Insertable, Selectable } from 'kysely';
import type { AgenciesTable, Database, DatabaseTransaction } from '../database/schema.ts';
import { raiseRevision } from './revision.ts';
import { readStoredRegistration } from './stored-message.ts';

/** An agency as anyone reads it. `jws` is its own registration: readers verify that and need not believe the rest. */
export interface PublicAgency {
  clientId: string;
  displayName: Record<string, string>;
  jwk: PublicKey;
  matrix: { userId: string; masterKey: string };
  jws: string;
}

/** The record of one agency. */
export async function findAgency(
  clientId: string,
  database: Database | DatabaseTransaction,
): Promise<Selectable<AgenciesTable> | undefined> {
  // A text that PostgreSQL cannot hold is nobody's name.
  if (clientId.includes('\u0000')) return undefined;
  return database.selectFrom('agencies').selectAll().where('client_id', '=', clientId).executeTakeFirst();
}

/** All agencies by their name. */
export async function listAgencies(database: Database | DatabaseTransaction): Promise<Selectable<AgenciesTable>[]> {
  return database.selectFrom('agencies').selectAll().orderBy('client_id').execute();
}

/** Writes an agency's record, or replaces it. */
export async function saveAgency(record: Insertable<AgenciesTable>, transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .insertInto('agencies')
    .values(record)
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet({ iat: record.iat, jws: record.jws }))
    .execute();
  await raiseRevision(transaction);
}

/** The signing key of a registered agency. */
export function agencyKey(record: Selectable<AgenciesTable>): PublicKey {
  return readStoredRegistration(record.jws).jwk;
}

/** What anyone may read of an agency's record. */
export function toPublicAgency(record: Selectable<AgenciesTable>): PublicAgency {
  const { iss, displayName, jwk, matrix } = readStoredRegistration(record.jws);
  return { clientId: iss, displayName, jwk, matrix, jws: record.jws };
}
