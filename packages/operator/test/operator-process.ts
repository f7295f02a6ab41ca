import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import type { Reachable } from './own-peers.ts';
import { fetchAnswer, publicUrl } from './story.ts';

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts');

/** An operator in a process of its own, which a test may kill. */
export interface OperatorProcess extends Reachable, AsyncDisposable {
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts `npm run operator` on a folder, for development. Resolves when it is ready. */
export async function startOperatorProcess(folder: string): Promise<OperatorProcess> {
  const child = spawn(process.execPath, [main], {
    env: { HOST: publicUrl, PORT: '0', POSTHORN_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /listening on (\S+)\)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The operator ended with ${code}.`)));
  });
  return {
    read: (pathAndQuery, headers = {}) => fetchAnswer(url + pathAndQuery, { headers }),
    send: (jws, headers = { 'content-type': 'application/jwt' }) =>
      fetchAnswer(`${url}/api`, { method: 'POST', body: jws, headers }),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
