import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { stringify } from 'yaml';
import type { Town } from './residents.ts';

const gatewayMain = fileURLToPath(new URL('../packages/agency/src/gateway-main.ts', import.meta.url));

interface GatewayOptions {
  clientId: string;
  localpart: string;
  /** services by their id in `services/` */
  services: string[];
  /** module in `e2e/handlers` */
  handlers?: string;
}

/** An agency's gateway as its IT runs it: a process with one configuration file, which can be killed. */
export class GatewayProcess implements AsyncDisposable {
  readonly folder: string;
  #child: ChildProcess | null = null;
  log = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes the account and the configuration, and starts the process. */
  static async start(town: Town, options: GatewayOptions): Promise<GatewayProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-gateway-'));
    const password = randomBytes(24).toString('base64url');
    await town.homeserver.register(options.localpart, password);
    const config = {
      clientId: options.clientId,
      names: { de: `Amt ${options.localpart}`, en: `Office ${options.localpart}` },
      homeserver: town.homeserver.url,
      directory: town.directoryUrl,
      user: options.localpart,
      passwordFile: './password',
      storage: { folder: './store', keyFile: './storage.key' },
      services: options.services.map((id) => fileURLToPath(new URL(`../services/${id}.yaml`, import.meta.url))),
      ...(options.handlers && { handlers: fileURLToPath(new URL(`handlers/${options.handlers}`, import.meta.url)) }),
    };
    await writeFile(join(folder, 'password'), password, { mode: 0o600 });
    await writeFile(join(folder, 'gateway.yaml'), stringify(config));
    const gateway = new GatewayProcess(folder);
    await gateway.run();
    return gateway;
  }

  /** Starts the process and waits for its ready line. */
  async run(): Promise<void> {
    const child = spawn(process.execPath, [gatewayMain, join(this.folder, 'gateway.yaml')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    // Also when the test that owns it is cut off.
    const killAtExit = (): void => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    const ready = (async () => {
      for await (const line of createInterface(child.stdout)) if (line.startsWith('gateway ready')) return;
      throw new Error(`the gateway ended before it was ready:\n${this.log.slice(-2000)}`);
    })();
    await ready;
  }

  /** SIGKILL: no last word, no clean-up. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
