import { startStack } from '@posthorn/stack';
import { measureMessageRate } from './message-rate.ts';
import type { BenchOptions, Metrics } from './report.ts';

/** The encrypted line under load: sending, the way of an application to its receipt, a gateway's restart, evaluation of forms. */
export async function channelBench(options: BenchOptions): Promise<Metrics> {
  await using stack = await startStack({ parts: ['homeserver', 'eid'] });
  return { ...(await measureMessageRate(stack, options.progress)) };
}
