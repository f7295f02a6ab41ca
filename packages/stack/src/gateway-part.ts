import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import { repositoryRoot } from './paths.ts';

/** The sample agencies: the name of each is its file in `agencies/` and its account at the homeserver. */
export const sampleAgencies = ['kiel', 'flensburg', 'nordfriesland', 'sh-permits'] as const;

/** One of the sample agencies. */
export type SampleAgency = (typeof sampleAgencies)[number];

/** What running a sample agency's gateway depends on. */
export interface GatewayPartOptions {
  readonly agency: SampleAgency;
  readonly port: number;
  readonly dataDir: string;
  readonly homeserverUrl: string;
  readonly directoryUrl: string;
  /** Password of the agency's account at the homeserver. */
  readonly password: string;
  /** Makes that account, once the homeserver is ready. */
  readonly register: () => Promise<void>;
}

/** Says how to run a sample agency's gateway. */
export function gatewayPart(options: GatewayPartOptions): Part {
  const { agency, port, dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, 'password'), options.password, { mode: 0o600 });
  return {
    name: `gateway-${agency}`,
    command: process.execPath,
    args: [
      join(repositoryRoot, 'packages/agency/src/gateway-main.ts'),
      join(repositoryRoot, 'packages/stack/agencies', `${agency}.yaml`),
    ],
    env: {
      POSTHORN_HOMESERVER_URL: options.homeserverUrl,
      POSTHORN_DIRECTORY_URL: options.directoryUrl,
      POSTHORN_GATEWAY_DATA: dataDir,
      POSTHORN_GATEWAY_PORT: String(port),
    },
    port,
    readyUrl: `http://127.0.0.1:${port}/health`,
    needs: ['homeserver', 'operator'],
    prepare: options.register,
    mend: 'Look at its configuration in packages/stack/agencies; if its data is broken, start with --reset.',
  };
}
