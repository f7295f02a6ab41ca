import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { inject } from 'vitest';
import type { AgencyConfig } from '../src/index.ts';
import { pondPermit } from './services.ts';

export { startAgency } from './start-agency.ts';

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
