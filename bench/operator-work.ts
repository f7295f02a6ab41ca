import { toPublicWireKey } from '@posthorn/protocol';
import type { CeilingWork } from './operator-ceiling.ts';
import { startCeilings, type Ceilings } from './operator-processes.ts';
import {
  activeService,
  signMessages,
  startLoadClient,
  type Action,
  type Conversation,
  type LoadClient,
} from './operator-rounds.ts';
import { connectionId, type Algorithm } from './operator-services.ts';
import type { BenchOperator, OperatorSite } from './operator-site.ts';
import { median, percentile, type BenchOptions, type Metrics } from './report.ts';

/** Messages at once, and how many make a round of about a second. */
const loads = [
  { concurrency: 1, messages: 250 },
  { concurrency: 20, messages: 1_200 },
  { concurrency: 100, messages: 1_200 },
];
const algorithms: readonly Algorithm[] = ['RSA', 'ES256'];
const actions: readonly Action[] = ['read', 'write'];

/** What the old operator did on 2 cores, measured in the same manner: operations per second. */
const oldOperator: Readonly<Record<Action, number>> = { read: 73, write: 110 };

/** Figures of one action at one load, from all rounds. */
interface Samples {
  rates: number[];
  durations: number[];
}

/**
 * The operator's own work: messages are signed before the clock starts. Operator and ceiling take turns of about a second, so that
 * whatever else the machine does falls on both alike.
 */
export async function measureWork(
  operator: BenchOperator,
  site: OperatorSite,
  { quick, progress }: BenchOptions,
): Promise<Metrics> {
  const rounds = quick ? 2 : 5;
  await using client = startLoadClient();
  await using ceilings = startCeilings(site.processes);
  const tables = new Map<string, Samples>();
  let busiest = 0;

  function samplesOf(...name: string[]): Samples {
    const samples = tables.get(name.join(', ')) ?? { rates: [], durations: [] };
    tables.set(name.join(', '), samples);
    return samples;
  }

  progress('warming up');
  for (const algorithm of algorithms) {
    const conversation = conversationWith(algorithm, site, operator);
    await measureCeiling(ceilings, await ceilingWork(conversation, operator), 2_000, 20);
    for (const action of actions) await measureAction(client, conversation, action, 2_000, 20);
  }
  for (const { concurrency, messages } of loads) {
    for (let round = 0; round < rounds; round += 1) {
      progress(`concurrency ${concurrency}, round ${round + 1} of ${rounds}`);
      for (const algorithm of algorithms) {
        const conversation = conversationWith(algorithm, site, operator);
        const work = await ceilingWork(conversation, operator);
        const load = `concurrency ${concurrency}`;
        samplesOf('ceiling', algorithm, load).rates.push(await measureCeiling(ceilings, work, messages, concurrency));
        for (const action of actions) {
          const report = await measureAction(client, conversation, action, messages, concurrency);
          const samples = samplesOf(action, algorithm, load);
          samples.rates.push(messages / report.seconds);
          for (const duration of report.durations) samples.durations.push(duration);
          busiest = Math.max(busiest, report.busy);
        }
      }
    }
  }
  void oldOperator;
  const metrics: Metrics = {};
  for (const [name, { rates, durations }] of tables) {
    metrics[name] = { value: median(rates), unit: 'operations/s' };
    if (durations.length > 0) {
      metrics[`${name}: p50`] = { value: percentile(durations, 0.5), unit: 'ms' };
      metrics[`${name}: p95`] = { value: percentile(durations, 0.95), unit: 'ms' };
    }
  }
  metrics['busiest'] = { value: busiest, unit: 'share' };
  return metrics;
}

function conversationWith(algorithm: Algorithm, { services }: OperatorSite, operator: BenchOperator): Conversation {
  const { baseUrl, urls, accounts } = operator;
  return { baseUrl, urls, accounts, service: activeService(services, algorithm) };
}

async function measureAction(
  client: LoadClient,
  conversation: Conversation,
  action: Action,
  count: number,
  concurrency: number,
): ReturnType<LoadClient['send']> {
  const messages = await signMessages(action, count, conversation);
  return client.send({ urls: conversation.urls, messages, concurrency });
}

async function measureCeiling(
  ceilings: Ceilings,
  work: CeilingWork,
  count: number,
  concurrency: number,
): Promise<number> {
  return ceilings.rate({ work, count, concurrency });
}

/** What the ceiling's processes do: the same keys, and a request and an answer as the operator has them. */
export async function ceilingWork(conversation: Conversation, { databaseUrl }: BenchOperator): Promise<CeilingWork> {
  const { service, accounts } = conversation;
  const [request = ''] = await signMessages('read', 1, conversation);
  const { key, algorithm, document } = service;
  return {
    databaseUrl,
    algorithm: algorithm === 'RSA' ? 'PS256' : 'ES256',
    verifyKey: { ...toPublicWireKey(key) },
    signKey: { ...key },
    request,
    response: JSON.stringify({ paths: [document] }),
    connections: accounts.map((account) => connectionId(account, service.index)),
  };
}
