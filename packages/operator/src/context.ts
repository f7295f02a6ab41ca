import { hkdfSync } from 'node:crypto';
import type { Region } from '@posthorn/service-definition';
import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { DestinationStream } from 'pino';
import type { OperatorConfig } from './config/env.ts';
import { openDatabase } from './database/open.ts';
import type { Database } from './database/schema.ts';
import { createSnapshots, type ReadSnapshot } from './directory/snapshot.ts';
import { openEvents, type Events } from './events/events.ts';
import { createKeyLimit, type KeyLimit } from './http/key-limit.ts';
import { createLogger } from './http/logging.ts';
import { openOperatorKeys, type OperatorKeys } from './identity/operator-keys.ts';
import { operatorSecret } from './identity/secret.ts';
import { createServiceKeys, type ServiceKeys } from './keys/service-keys.ts';
import { createCredentialSafe } from './pds/credentials.ts';
import { openHousekeeping, type Housekeeping } from './housekeeping/housekeeping.ts';
import type { PersonalDataStore } from './pds/personal-data-store.ts';
import type { PdsOptions } from './pds/providers.ts';
import { openStores, type Stores } from './pds/stores.ts';
import { readRegions } from './regions/regions.ts';

/** All parts of a running operator. The one place where they are put together. */
export interface OperatorContext extends AsyncDisposable {
  config: OperatorConfig;
  log: FastifyBaseLogger;
  database: Database;
  regions: Region[];
  readSnapshot: ReadSnapshot;
  keys: OperatorKeys;
  serviceKeys: ServiceKeys;
  stores: Stores;
  /** The options of an account's store as they are kept: sealed for this account. */
  sealStore(accountId: string, pds: PdsOptions): Promise<string>;
  /** The store that sealed options of an account name. */
  storeOf(accountId: string, sealed: string): Promise<PersonalDataStore>;
  events: Events;
  housekeeping: Housekeeping;
  keyLimit: KeyLimit;
}
