import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../database/schema.ts';

/** Who does a service in a region. */
export interface ResponsibleAgency {
  agency: string;
  service: { id: string; version: number };
  /** The ARS prefix that decided. */
  region: string;
}

/** The agency with the longest ARS prefix of a region. */
export async function findResponsible(
  service: string,
  region: string,
  database: Database,
): Promise<ResponsibleAgency | undefined> {
  const prefixes = Array.from(region, (_digit, index) => region.slice(0, index + 1));
  const row = await database
    .selectFrom('service_regions as r')
    .innerJoin('services as s', (join) => join.onRef('s.agency', '=', 'r.agency').onRef('s.id', '=', 'r.service_id'))
    .select(['r.agency', 'r.region', 's.version'])
    .where('r.service_id', '=', service)
    .where('r.region', 'in', prefixes)
    .orderBy(sql`length(r.region)`, 'desc')
    .orderBy('s.version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { agency: row.agency, service: { id: service, version: row.version }, region: row.region };
}

/** Another agency that holds exactly one of these regions for a service. */
export async function findRegionHolder(
  service: string,
  regions: string[],
  exceptAgency: string,
  transaction: DatabaseTransaction,
): Promise<{ region: string; agency: string } | undefined> {
  return transaction
    .selectFrom('service_regions')
    .select(['region', 'agency'])
    .where('service_id', '=', service)
    .where('region', 'in', regions)
    .where('agency', '!=', exceptAgency)
    .orderBy('region')
    .executeTakeFirst();
}

/** Lets an agency answer for exactly these regions of a service from now on. */
export async function replaceRegions(
  service: string,
  regions: string[],
  agency: string,
  transaction: DatabaseTransaction,
): Promise<void> {
  await transaction
    .deleteFrom('service_regions')
    .where('service_id', '=', service)
    .where('agency', '=', agency)
    .execute();
  await transaction
    .insertInto('service_regions')
    .values(regions.map((region) => ({ service_id: service, region, agency })))
    .execute();
}
