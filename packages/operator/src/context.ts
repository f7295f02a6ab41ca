import type { Region } from '@posthorn/service-definition';
import type { FastifyBaseLogger } from 'fastify';
import type { DestinationStream } from 'pino';
import type { OperatorConfig } from './config/env.ts';
import { openDatabase } from './database/open.ts';
import type { Database } from './database/schema.ts';
import { createSnapshots, type ReadSnapshot } from './directory/snapshot.ts';
import { createLogger } from './http/logging.ts';
import { readRegions } from './regions/regions.ts';

/** All parts of a running operator. The one place where they are put together. */
export interface OperatorContext extends AsyncDisposable {
  config: OperatorConfig;
  log: FastifyBaseLogger;
  database: Database;
  regions: Region[];
  readSnapshot: ReadSnapshot;
}

/** Opens what an operator needs. Close it by `await using` or `[Symbol.asyncDispose]()`. */
export async function openContext(config: OperatorConfig, logTo?: DestinationStream): Promise<OperatorContext> {
  const log = createLogger(config.logLevel, logTo);
  const regions = await readRegions();
  const { database, close } = await openDatabase(config.database);
  const readSnapshot = createSnapshots(database);
  return { config, log, database, regions, readSnapshot, [Symbol.asyncDispose]: close };
}
