import { startStack } from '@posthorn/stack';
import { measureEvaluation } from './evaluation-rate.ts';
import { measureGatewayRestart } from './gateway-restart.ts';
import { measureMessageRate } from './message-rate.ts';
import { measureReceiptTimes } from './receipt-times.ts';
import type { BenchOptions, Metrics } from './report.ts';

/** The encrypted line under load: sending, an application's way to its receipt, a gateway's restart, evaluation of forms. */
export async function channelBench(options: BenchOptions): Promise<Metrics> {
  const evaluation = await measureEvaluation();
  await using stack = await startStack({ agencies: ['kiel', 'flensburg'] });
  return {
    ...(await measureMessageRate(stack, options.progress)),
    ...(await measureReceiptTimes(stack, options.progress)),
    ...(await measureGatewayRestart(stack, options.long ? 1000 : 300, options.progress)),
    ...evaluation,
  };
}
