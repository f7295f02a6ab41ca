import { hkdfSync } from 'node:crypto';
import type { Region } from '@posthorn/service-definition';
import { createLogger } from '@posthorn/serving';
import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import path from 'node:path';
import type { DestinationStream } from 'pino';
import { releaseDelayed } from './access-log/delayed.ts';
import type { OperatorConfig } from './config/env.ts';
import { createDataRecords, type DataRecords } from './data/records.ts';
import { openDatabase } from './database/open.ts';
import type { Database } from './database/schema.ts';
import { createSnapshots, type ReadSnapshot } from './directory/snapshot.ts';
import { openEvents, type Events } from './events/events.ts';
import {
  deleteDiscardedFiles,
  forgetMessages,
  openHousekeeping,
  type Housekeeping,
} from './housekeeping/housekeeping.ts';
import { createKeyLimit, type KeyLimit } from './http/key-limit.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { openOperatorKeys, type OperatorKeys } from './identity/operator-keys.ts';
import { operatorSecret } from './identity/secret.ts';
import { openGuardedFetch, type GuardedFetch } from './keys/guarded-fetch.ts';
import { createServiceKeys, type ServiceKeys } from './keys/service-keys.ts';
import { continueMoves } from './moves/continue-moves.ts';
import { createCredentialSafe } from './pds/credentials.ts';
import { createDatabaseStore } from './pds/database-store.ts';
import type { PersonalDataStore } from './pds/personal-data-store.ts';
import type { PdsOptions } from './pds/providers.ts';
import { openStores, type Stores } from './pds/stores.ts';
import { readRegions } from './regions/regions.ts';

/** All parts of a running operator. The one place where they are put together. */
export interface OperatorContext extends AsyncDisposable {
  config: OperatorConfig;
  log: FastifyBaseLogger;
  database: Database;
  records: DataRecords;
  regions: Region[];
  readSnapshot: ReadSnapshot;
  keys: OperatorKeys;
  /** The way to addresses that peers have named. */
  web: GuardedFetch;
  serviceKeys: ServiceKeys;
  metrics: Metrics;
  stores: Stores;
  /** The options of an account's store as they are kept: sealed for this account. */
  sealStore(accountId: string, pds: PdsOptions): Promise<string>;
  /** The store that sealed options of an account name. */
  storeOf(accountId: string, sealed: string): Promise<PersonalDataStore>;
  events: Events;
  housekeeping: Housekeeping;
  keyLimit: KeyLimit;
}

/** Stores whose options are kept open for use, at most. */
const openStoresAtMost = 10_000;

/** Milliseconds; then its address is checked again. */
const openStoresFor = 5 * 60_000;

/** Opens what an operator needs. Close it by `await using` or `[Symbol.asyncDispose]()`. */
export async function openContext(config: OperatorConfig, logTo?: DestinationStream): Promise<OperatorContext> {
  await using parts = new AsyncDisposableStack();
  const log = createLogger('operator', config.logLevel, logTo);
  const regions = await readRegions();
  const { database, close } = await openDatabase(config.database);
  parts.defer(close);
  const secret = await operatorSecret(config, database);
  const keys = await openOperatorKeys(database, secret, config.baseUrl);
  const safe = createCredentialSafe(new Uint8Array(hkdfSync('sha256', secret, '', 'posthorn operator', 32)));
  const stores = openStores({
    folder: path.join(config.dataFolder, 'pds'),
    allowPrivateAddresses: config.allowPrivateAddresses,
    // Operators that share a database share this store, too.
    ...(config.database.kind === 'postgres' && { memory: createDatabaseStore(database) }),
  });
  const web = parts.use(openGuardedFetch({ allowPrivateAddresses: config.allowPrivateAddresses }));
  const openByOptions = new LRUCache<string, PersonalDataStore>({ max: openStoresAtMost, ttl: openStoresFor });

  async function storeOf(accountId: string, sealed: string): Promise<PersonalDataStore> {
    const known = openByOptions.get(sealed);
    if (known !== undefined) return known;
    const store = stores.store(await safe.open(accountId, sealed));
    openByOptions.set(sealed, store);
    return store;
  }

  const duties = { forgetMessages, deleteDiscardedFiles, releaseDelayed, continueMoves };
  const context: OperatorContext = {
    config,
    log,
    database,
    records: createDataRecords(database),
    regions,
    readSnapshot: createSnapshots(database),
    keys,
    web,
    serviceKeys: createServiceKeys(web),
    metrics: createMetrics(),
    stores,
    sealStore: (accountId, pds) => safe.seal(accountId, pds),
    storeOf,
    events: parts.use(openEvents({ database, keys, web, log })),
    housekeeping: parts.use(openHousekeeping(duties, () => context)),
    keyLimit: createKeyLimit(config.requestsPerMinute),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
  const open = parts.move();
  return context;
}
