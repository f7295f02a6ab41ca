import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import { repositoryRoot } from './paths.ts';

/** What running the operator depends on. */
export interface OperatorPartOptions {
  readonly port: number;
  readonly url: string;
  readonly dataDir: string;
}

/** Says how to run the operator with its directory. */
export function operatorPart(options: OperatorPartOptions): Part {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  return {
    name: 'operator',
    command: process.execPath,
    args: [join(repositoryRoot, 'packages/operator/src/main.ts')],
    env: { HOST: options.url, PORT: String(options.port), POSTHORN_DATA: options.dataDir },
    port: options.port,
    readyUrl: `${options.url}/health`,
    mend: 'If its data is broken, start with --reset.',
  };
}
