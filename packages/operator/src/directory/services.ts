import type { ServiceDefinition } from '@posthorn/service-definition';
import type { Insertable } from 'kysely';
import type { Database, DatabaseTransaction, ServicesTable } from '../database/schema.ts';
import { raiseRevision } from './revision.ts';

/** The signed publication of a service: of one version, or of the newest. */
export async function findService(
  agency: string,
  id: string,
  version: number | undefined,
  database: Database,
): Promise<string | undefined> {
  const row = await database
    .selectFrom('services')
    .select('jws')
    .where('agency', '=', agency)
    .where('id', '=', id)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.jws;
}

/** The versions of an agency's service with the hashes of their content, newest first. */
export async function listVersions(
  agency: string,
  id: string,
  transaction: DatabaseTransaction,
): Promise<{ version: number; sha256: string }[]> {
  return transaction
    .selectFrom('services')
    .select(['version', 'sha256'])
    .where('agency', '=', agency)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .execute();
}

/** The newest version of every service of every agency. */
export async function listNewestServices(
  transaction: DatabaseTransaction,
): Promise<{ agency: string; sha256: string; jws: string }[]> {
  return transaction
    .selectFrom('services')
    .distinctOn(['agency', 'id'])
    .select(['agency', 'sha256', 'jws'])
    .orderBy('agency')
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute();
}

/** Adds a version. */
export async function saveService(service: Insertable<ServicesTable>, transaction: DatabaseTransaction): Promise<void> {
  await transaction.insertInto('services').values(service).execute();
  await raiseRevision(transaction);
}

/** The regions (ARS prefixes) that a definition gives to one agency, each once. */
export function regionsOf(definition: ServiceDefinition, agency: string): string[] {
  const regions = definition.responsible.filter((entry) => entry.agency === agency).flatMap((entry) => entry.regions);
  return [...new Set(regions)].toSorted();
}
