import type { ServiceDefinition } from '@posthorn/service-definition';
import type { Database } from '../database/schema.ts';
import { listAgencies, toPublicAgency, type PublicAgency } from './agencies.ts';
import { toCatalogueEntry, type CatalogueEntry } from './catalogue.ts';
import { directoryTag } from './revision.ts';
import { listNewestServices } from './services.ts';
import { readStoredDefinition } from './stored-message.ts';

/** A service in its newest version, as one agency publishes it. */
export interface PublishedService {
  agency: string;
  sha256: string;
  definition: ServiceDefinition;
}

/** The public directory at one moment. */
export interface DirectorySnapshot {
  /** Changes with every change of the directory. */
  tag: string;
  agencies: PublicAgency[];
  services: PublishedService[];
  /** `{"agencies":[…]}` */
  agenciesJson: string;
  /** `{"entries":[…]}` */
  catalogueJson: string;
}

/** Gives the current directory; reads it anew only when it has changed. */
export type ReadSnapshot = () => Promise<DirectorySnapshot>;

/** Keeps the last snapshot in memory. Other operator processes may change the database: every use asks for its revision. */
export function createSnapshots(database: Database): ReadSnapshot {
  let latest: Promise<DirectorySnapshot> | undefined;
  let latestTag = '';
  return async () => {
    const tag = await directoryTag(database);
    if (latest === undefined || tag !== latestTag) {
      latestTag = tag;
      latest = takeSnapshot(database);
      // A failed reading is not kept.
      latest.catch(() => (latest = undefined));
    }
    return latest;
  };
}

async function takeSnapshot(database: Database): Promise<DirectorySnapshot> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const tag = await directoryTag(transaction);
      const agencies = (await listAgencies(transaction)).map(toPublicAgency);
      const services = (await listNewestServices(transaction)).map(toPublishedService);
      const entries: CatalogueEntry[] = services.map(toCatalogueEntry);
      const agenciesJson = JSON.stringify({ agencies });
      return { tag, agencies, services, agenciesJson, catalogueJson: JSON.stringify({ entries }) };
    });
}

function toPublishedService(row: { agency: string; sha256: string; jws: string }): PublishedService {
  return { agency: row.agency, sha256: row.sha256, definition: readStoredDefinition(row.jws) };
}
