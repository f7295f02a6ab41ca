/** A lean client, in a process of its own: sends messages that were signed before, and measures how long each takes. */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { runPool } from './pool.ts';

/** A round of load. */
export interface LoadOrder {
  /** Base URLs of the operator's processes, used in turn. */
  urls: string[];
  messages: string[];
  concurrency: number;
}

/** What came of it. */
export interface LoadReport {
  seconds: number;
  /** Milliseconds of each message. */
  durations: number[];
  /** Share of the round during which the client itself was at work, 0 to 1. */
  busy: number;
  /** The first answer that was no 200, if there was one. */
  refusal: string | null;
}

const headers = { 'content-type': 'application/jwt' };
const pools = new Map<string, Pool>();

function poolOf(url: string, connections: number): Pool {
  const name = `${url} ${connections}`;
  const pool = pools.get(name) ?? new Pool(url, { connections, pipelining: 1 });
  pools.set(name, pool);
  return pool;
}

async function run({ urls, messages, concurrency }: LoadOrder): Promise<LoadReport> {
  const targets = urls.map((url) => poolOf(url, Math.ceil(concurrency / urls.length)));
  let refusal: string | null = null;
  const before = performance.eventLoopUtilization();
  const begun = performance.now();
  const durations = await runPool(messages.length, concurrency, async (index) => {
    const { status, text } = await post(targets[index % targets.length] as Pool, messages[index] ?? '');
    if (status !== 200) refusal ??= `${status} ${text()}`;
  });
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, durations, busy: performance.eventLoopUtilization(before).utilization, refusal };
}

/** The leanest way that undici has: no streams. */
function post(target: Pool, body: string): Promise<{ status: number; text: () => string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: () => string }>();
  const chunks: Buffer[] = [];
  let status = 0;
  target.dispatch(
    { path: '/api', method: 'POST', headers, body },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => void (status = statusCode),
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => resolve({ status, text: () => Buffer.concat(chunks).toString() }),
      onResponseError: (_controller, error) => reject(error),
    },
  );
  return promise;
}

process.on('message', (order: LoadOrder) => {
  void run(order).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
