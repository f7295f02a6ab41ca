import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EidClient } from '@posthorn/eid';
import type { Part } from './part.ts';
import { repositoryRoot } from './paths.ts';

/** What running the development eID depends on. */
export interface EidPartOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly clients: readonly EidClient[];
  /** Whether ids `test-…` may sign in. */
  readonly testPersons: boolean;
}

/** Writes the eID's list of clients and says how to run it. */
export function eidPart(options: EidPartOptions): Part {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const clientsFile = join(options.dataDir, 'clients.json');
  writeFileSync(clientsFile, JSON.stringify(options.clients), { mode: 0o600 });
  return {
    name: 'eid',
    command: process.execPath,
    args: [join(repositoryRoot, 'packages/eid/src/main.ts')],
    env: {
      POSTHORN_EID_PORT: String(options.port),
      POSTHORN_EID_DATA: options.dataDir,
      POSTHORN_EID_CLIENTS_FILE: clientsFile,
      POSTHORN_EID_TEST_PERSONS: options.testPersons ? '1' : '0',
    },
    port: options.port,
    readyUrl: `http://127.0.0.1:${options.port}/.well-known/openid-configuration`,
    mend: 'If its data is broken, start with --reset.',
  };
}
