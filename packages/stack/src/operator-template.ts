import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOperator, type OperatorConfig } from '@posthorn/operator';
import type { PostgresServer } from './postgres-server.ts';

/**
 * Makes the database that operators under test begin with: an operator has been started on it once and made its tables and keys.
 *
 * @returns its name
 */
export async function makeOperatorTemplate(postgres: PostgresServer): Promise<string> {
  const url = await postgres.createDatabase();
  const dataFolder = await mkdtemp(join(tmpdir(), 'posthorn-template-'));
  const baseUrl = 'http://127.0.0.1';
  const operator = await startOperator(
    directoryConfig({ database: { kind: 'postgres', url }, dataFolder, port: 0, baseUrl }),
  );
  await operator[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true });
  return url.slice(postgres.url.length + 1);
}

/** As in development: whoever comes is admitted, and any address may be asked. */
export function directoryConfig(
  own: Pick<OperatorConfig, 'database' | 'dataFolder' | 'port' | 'baseUrl'>,
): OperatorConfig {
  return {
    ...own,
    listen: '127.0.0.1',
    admission: 'open',
    secret: null,
    allowPrivateAddresses: true,
    delayAuthorities: new Set(),
    requestsPerMinute: 100_000,
    trustedProxies: [],
    logLevel: 'silent',
  };
}
