import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOperator, type Operator, type OperatorConfig } from '@posthorn/operator';
import { copyTemplate, sharedHomeserver } from '@posthorn/stack/testing';
import { inject } from 'vitest';
import type { AgencyConfig } from '../src/index.ts';
import { freePort } from './free-port.ts';
import { pondPermit } from './services.ts';

export { startAgency } from './start-agency.ts';

/** An operator of its own for one test file; `baseUrl` if it is reached through something else. */
export async function openTestDirectory(
  options: { port?: number; baseUrl?: string } = {},
): Promise<Operator & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-directory-'));
  const port = options.port ?? (await freePort());
  const config: OperatorConfig = {
    baseUrl: options.baseUrl ?? `http://127.0.0.1:${port}`,
    listen: '127.0.0.1',
    port,
    database: { kind: 'pglite', folder },
    admission: 'open',
    dataFolder: folder,
    secret: null,
    allowPrivateAddresses: true,
    delayAuthorities: new Set(),
    requestsPerMinute: 10_000,
    trustedProxies: [],
    logLevel: 'silent',
  };
  await copyTemplate('operator', folder, async (own) => {
    const made = await startOperator({
      ...config,
      port: 0,
      dataFolder: own,
      database: { kind: 'pglite', folder: own },
    });
    await made[Symbol.asyncDispose]();
  });
  const operator = await startOperator(config);
  return Object.assign(operator, { url: `http://127.0.0.1:${port}` });
}

/** The configuration of a new agency with the pond service, its account made at the shared homeserver. */
export async function freshAgencyConfig(
  options: Pick<Partial<AgencyConfig>, 'directory' | 'web' | 'permissions'> = {},
): Promise<AgencyConfig & AsyncDisposable> {
  const name = randomBytes(6).toString('hex');
  const user = `agency-${name}`;
  // Agencies share the directory, so each has a name of its own.
  const clientId = `https://pond-${name}.example`;
  const password = randomBytes(24).toString('base64url');
  await sharedHomeserver().register(user, password);
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-agency-'));
  return {
    clientId,
    names: { de: 'Teichamt', en: 'Pond office' },
    homeserver: inject('homeserverUrl'),
    user,
    password,
    directory: inject('operatorUrl'),
    signingKeyFile: join(folder, 'signing-key.json'),
    storage: { folder, key: new Uint8Array(randomBytes(32)) },
    services: [pondPermit(clientId)],
    timing: { retry: 50, handlerRetry: 20 },
    ...options,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
