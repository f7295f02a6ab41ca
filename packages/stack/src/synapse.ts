import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PosthornError } from '@posthorn/protocol';
import type { Part } from './part.ts';
import { pythonPath } from './paths.ts';
import { synapseConfig, synapseLogConfig, type SynapseOptions } from './synapse-config.ts';

/** Writes Synapse's configuration into its data folder and says how to run it. */
export function synapsePart(options: SynapseOptions): Part {
  if (!existsSync(pythonPath)) {
    throw new PosthornError('set-up-missing', 'The Python environment with Synapse is not there.', {
      mend: 'Run: node scripts/setup.mjs',
    });
  }
  const { dataDir, port } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const config = join(dataDir, 'homeserver.yaml');
  const signingKey = join(dataDir, 'signing.key');
  writeFileSync(config, JSON.stringify(synapseConfig(options), null, 2), { mode: 0o600 });
  writeFileSync(join(dataDir, 'log.json'), JSON.stringify(synapseLogConfig()), { mode: 0o600 });
  if (!existsSync(signingKey)) {
    const version = `a_${randomBytes(3).toString('hex')}`;
    writeFileSync(signingKey, `ed25519 ${version} ${options.secrets.signingSeed}\n`, { mode: 0o600 });
  }
  return {
    name: 'homeserver',
    command: pythonPath,
    args: ['-m', 'synapse.app.homeserver', '-c', config],
    env: { PYTHONUNBUFFERED: '1' },
    port,
    readyUrl: `http://127.0.0.1:${port}/health`,
    needs: ['eid'],
    mend: 'If its environment is broken, remove .posthorn/venv and start again; if its data is, start with --reset.',
  };
}
