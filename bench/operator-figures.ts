import type { Action } from './operator-rounds.ts';
import type { Algorithm } from './operator-services.ts';
import { median, percentile, type Metric, type Metrics } from './report.ts';

/** What is measured: the operator's reads and writes, and the ceiling beside them. */
export type Kind = Action | 'ceiling';

/** What came out of the rounds of one kind of work at one load. */
export interface Samples {
  /** Operations per second of each round. */
  rates: number[];
  /** Milliseconds of each message, in all rounds. */
  durations: number[];
}

/** The load whose ratios count. */
const usual = 20;

/** What the old operator did on 2 cores, measured in the same manner, with the keys that it knew (RSA): operations per second. */
const oldOperator: Readonly<Record<Action, number>> = { read: 73, write: 110 };

/** The samples of this name; none at first. */
export function samplesIn(
  samples: Map<string, Samples>,
  kind: Kind,
  algorithm: Algorithm,
  concurrency: number,
): Samples {
  const name = `${kind}, ${algorithm}, concurrency ${concurrency}`;
  const found = samples.get(name) ?? { rates: [], durations: [] };
  samples.set(name, found);
  return found;
}

/** Rates and times of everything, and the ratios at the usual load. */
export function figuresOf(samples: Map<string, Samples>): Metrics {
  const metrics: Metrics = {};
  for (const [name, { rates, durations }] of samples) {
    metrics[name] = { value: median(rates), unit: 'operations/s' };
    if (durations.length === 0) continue;
    metrics[`${name}: p50`] = { value: percentile(durations, 0.5), unit: 'ms' };
    metrics[`${name}: p95`] = { value: percentile(durations, 0.95), unit: 'ms' };
  }
  const rates = (kind: Kind, algorithm: Algorithm): number[] => samplesIn(samples, kind, algorithm, usual).rates;
  for (const action of ['read', 'write'] as const) {
    for (const algorithm of ['RSA', 'ES256'] as const) {
      const ratio = ratioOf(rates(action, algorithm), rates('ceiling', algorithm));
      metrics[`${action} to ceiling, ${algorithm}`] = { ...ratio, goal: { min: 0.5 } };
    }
    const [rsa, es256] = [rates(action, 'RSA'), rates(action, 'ES256')];
    metrics[`${action}, ES256 to RSA`] = { ...ratioOf(es256, rsa), goal: { min: 3 } };
    const old = rsa.map(() => oldOperator[action]);
    metrics[`${action}, RSA, to the old operator`] = { ...ratioOf(rsa, old), goal: { min: 10 } };
  }
  metrics['ceiling, ES256 to RSA'] = ratioOf(rates('ceiling', 'ES256'), rates('ceiling', 'RSA'));
  return metrics;
}

/** The middle of the ratios of rounds that stood beside each other. */
function ratioOf(rates: readonly number[], others: readonly number[]): Metric {
  return { value: median(rates.map((rate, index) => rate / (others[index] ?? Number.NaN))), unit: 'ratio' };
}
