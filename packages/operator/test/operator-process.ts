import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import type { DatabaseConfig } from '@posthorn/operator';
import type { Reachable } from './own-peers.ts';
import { fetchAnswer, publicUrl, temporaryFolder } from './story.ts';

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts');

/** An operator in a process of its own, which a test may kill. */
export interface OperatorProcess extends Reachable, AsyncDisposable {
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts `npm run operator` on a PostgreSQL database, for development. Resolves when it is ready. */
export async function startOperatorProcess({
  url: database,
}: DatabaseConfig & { kind: 'postgres' }): Promise<OperatorProcess> {
  await using parts = new AsyncDisposableStack();
  const { folder } = parts.use(await temporaryFolder());
  const child = spawn(process.execPath, [main], {
    env: { HOST: publicUrl, PORT: '0', POSTHORN_DATA: folder, DATABASE_URL: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  parts.defer(kill);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /listening on (\S+)\)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The operator ended with ${code}.`)));
  });
  const running = parts.move();
  return {
    read: (pathAndQuery, headers = {}) => fetchAnswer(url + pathAndQuery, { headers }),
    send: (jws, headers = { 'content-type': 'application/jwt' }) =>
      fetchAnswer(`${url}/api`, { method: 'POST', body: jws, headers }),
    kill,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
