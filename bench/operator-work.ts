import { figuresOf, samplesIn, type Kind, type Samples } from './operator-figures.ts';
import { startCeilings } from './operator-processes.ts';
import { ceilingWork, conversationWith, signMessages, startLoadClient, type Conversation } from './operator-rounds.ts';
import type { BenchOperator, OperatorSite } from './operator-site.ts';
import type { BenchOptions, Metrics } from './report.ts';

/** Messages at once, and how many make a round of a second or so. */
const loads = [
  { concurrency: 1, count: 250 },
  { concurrency: 20, count: 1_500 },
  { concurrency: 100, count: 1_500 },
];

/** One turn of one kind of work. */
interface Turn {
  conversation: Conversation;
  count: number;
  concurrency: number;
}

/**
 * The operator's own work: messages are signed before the clock starts. Ceiling, reads and writes, with either kind of keys, take turns of
 * a second or so, so that whatever else the machine does falls on all alike.
 */
export async function measureWork(
  operator: BenchOperator,
  site: OperatorSite,
  { quick, progress }: BenchOptions,
): Promise<Metrics> {
  await using client = startLoadClient();
  await using ceilings = startCeilings(site.processes);
  const samples = new Map<string, Samples>();
  let busiest = 0;

  async function measure(kind: Kind, { conversation, count, concurrency }: Turn): Promise<void> {
    const { rates, durations } = samplesIn(samples, kind, conversation.service.algorithm, concurrency);
    if (kind === 'ceiling') {
      const work = await ceilingWork(conversation, operator.databaseUrl);
      rates.push(await ceilings.rate({ work, count, concurrency }));
      return;
    }
    const messages = await signMessages(kind, count, conversation);
    const report = await client.send({ urls: conversation.urls, messages, concurrency });
    rates.push(count / report.seconds);
    for (const duration of report.durations) durations.push(duration);
    busiest = Math.max(busiest, report.busy);
  }

  async function round(count: number, concurrency: number): Promise<void> {
    for (const algorithm of ['RSA', 'ES256'] as const) {
      const turn = { conversation: conversationWith(algorithm, operator, site), count, concurrency };
      for (const kind of ['ceiling', 'read', 'write'] as const) await measure(kind, turn);
    }
  }

  progress('warming up');
  // The compiler of Node works on both programs for some thousand messages.
  for (const count of [2_000, 2_000, 2_000]) await round(count, 20);
  samples.clear();
  const rounds = quick ? 2 : 7;
  for (let number = 1; number <= rounds; number += 1) {
    for (const { concurrency, count } of loads) {
      progress(`round ${number} of ${rounds}, concurrency ${concurrency}`);
      await round(count, concurrency);
    }
  }
  return { ...figuresOf(samples), 'client at work, at most': { value: busiest, unit: 'share', goal: { max: 0.8 } } };
}
