import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@posthorn/stack';
import type { CeilingOrder } from './operator-ceiling.ts';

/** Processes of one operator. */
export interface OperatorProcesses extends AsyncDisposable {
  /** What the operator is called by everybody. */
  baseUrl: string;
  /** Where each process listens. */
  urls: string[];
}

export interface OperatorSetting {
  count: number;
  databaseUrl: string;
  secret: string;
}

/** Starts operators as an administrator would, on one database. Their log goes into a file. */
export async function startOperators({ count, databaseUrl, secret }: OperatorSetting): Promise<OperatorProcesses> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-bench-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const ports = [];
  for (let index = 0; index < count; index += 1) ports.push(await freePort());
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const [baseUrl = ''] = urls;
  const env = {
    PATH: '/usr/bin:/bin',
    HOST: baseUrl,
    DATABASE_URL: databaseUrl,
    POSTHORN_SECRET: secret,
    POSTHORN_DATA: folder,
    POSTHORN_REQUESTS_PER_MINUTE: '999999999',
  };
  for (const [index, port] of ports.entries()) {
    const log = path.join(folder, `operator-${index}.log`);
    const operator = start(log, { ...env, PORT: String(port) });
    parts.defer(() => stop(operator));
    await untilReady(operator, log);
  }
  const running = parts.move();
  return { baseUrl, urls, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function start(log: string, env: Record<string, string>): ChildProcess {
  const file = openSync(log, 'w');
  try {
    const main = path.resolve('packages/operator/src/main.ts');
    // With the flags of the benchmark, such as --cpu-prof.
    return spawn(process.execPath, [...process.execArgv, main], { env, stdio: ['ignore', file, 'inherit'] });
  } finally {
    closeSync(file);
  }
}

async function untilReady(operator: ChildProcess, log: string): Promise<void> {
  const ready = Promise.withResolvers<void>();
  operator.once('exit', (code) => ready.reject(new Error(`The operator ended with ${code}.`)));
  const look = (): void => {
    if (readFileSync(log, 'utf8').includes('ready')) ready.resolve();
  };
  const watcher = watch(log, look);
  look();
  await ready.promise.finally(() => watcher.close());
}

/** Starts processes that do nothing but the ceiling's work. */
export function startCeilings(count: number): Ceilings {
  const program = new URL('operator-ceiling.ts', import.meta.url);
  const processes = Array.from({ length: count }, () => fork(program));
  return {
    async rate({ work, count: all, concurrency }) {
      // With less to do than processes, some have nothing to do.
      const busy = processes.slice(0, Math.min(count, concurrency));
      const order = { work, count: Math.ceil(all / busy.length), concurrency: Math.ceil(concurrency / busy.length) };
      const seconds = await Promise.all(busy.map((child) => ask(child, order)));
      return (order.count * busy.length) / Math.max(...seconds);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map(stop));
    },
  };
}

/** Processes that do the ceiling's work. */
export interface Ceilings extends AsyncDisposable {
  /** Operations per second of all together. */
  rate(order: CeilingOrder): Promise<number>;
}

async function ask(child: ChildProcess, order: CeilingOrder): Promise<number> {
  const answer = once(child, 'message');
  child.send(order);
  const [seconds] = (await answer) as [number];
  return seconds;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
