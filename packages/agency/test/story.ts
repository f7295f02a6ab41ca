import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOperator, type Operator } from '@posthorn/operator';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { inject } from 'vitest';
import { openAgency, type Agency, type AgencyConfig } from '../src/index.ts';
import { freePort } from './free-port.ts';
import { pondPermit } from './services.ts';

/** A directory of its own for one test file. */
export async function openTestDirectory(): Promise<Operator & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-directory-'));
  const port = await freePort();
  const operator = await startOperator({
    baseUrl: `http://127.0.0.1:${port}`,
    listen: '127.0.0.1',
    port,
    database: { kind: 'pglite', folder },
    admission: 'open',
    requestsPerMinute: 10_000,
    trustedProxies: [],
    logLevel: 'silent',
  });
  return Object.assign(operator, { url: `http://127.0.0.1:${port}` });
}

/** The configuration of a new agency with the pond service, its account made at the shared homeserver. */
export async function freshAgencyConfig(options: { directory?: string } = {}): Promise<AgencyConfig & AsyncDisposable> {
  const user = `agency-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  await sharedHomeserver().register(user, password);
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-agency-'));
  return {
    clientId: 'https://pond.example',
    names: { de: 'Teichamt', en: 'Pond office' },
    homeserver: inject('homeserverUrl'),
    user,
    password,
    // Port 9 (discard) answers nobody: most stories do without a directory.
    directory: options.directory ?? 'http://127.0.0.1:9',
    signingKeyFile: join(folder, 'signing-key.json'),
    storage: { folder, key: new Uint8Array(randomBytes(32)) },
    services: [pondPermit()],
    timing: { retry: 50, handlerRetry: 20 },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function startAgency(
  config: AgencyConfig,
  prepare: (agency: Agency) => void = () => undefined,
): Promise<Agency> {
  const agency = await openAgency(config);
  prepare(agency);
  await agency.start();
  return agency;
}
