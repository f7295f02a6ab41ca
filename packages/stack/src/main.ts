import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from './config/env.ts';
import { explain } from './explain.ts';
import { usualParts } from './stack-options.ts';
import { startStack } from './stack.ts';

const leave = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave.abort());

function fail(error: unknown): void {
  console.error(explain(error instanceof Error ? error : new Error(String(error))));
  process.exitCode = 1;
  leave.abort();
}

async function run(): Promise<void> {
  const { home, ...environment } = readEnvironment();
  const [dataDir, logDir] = [join(home, 'data'), join(home, 'logs')];
  if (process.argv.includes('--reset')) {
    for (const folder of [dataDir, logDir]) rmSync(folder, { recursive: true, force: true });
    console.log('All data of the stack is forgotten.');
  }
  console.log('Starting Posthorn …');
  const started = performance.now();
  await using stack = await startStack({
    dataDir,
    logDir,
    testPersons: false,
    parts: [...usualParts, 'mailbox', 'push'],
    ...environment,
    onProgress: (line) => console.log(`  ${line}`),
    onCrash: fail,
    signal: leave.signal,
  });
  if (!leave.signal.aborted) {
    console.log(stack.whereToClick());
    console.log(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C ends everything.`);
    await new Promise((resolve) => leave.signal.addEventListener('abort', resolve, { once: true }));
  }
  console.log('Stopping …');
}

run().catch(fail);
