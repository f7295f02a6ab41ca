import { conversationWith, signMessages, startLoadClient, type Conversation } from './operator-rounds.ts';
import type { BenchOperator, OperatorSite } from './operator-site.ts';
import { percentile, type BenchOptions, type Metrics } from './report.ts';

const concurrency = 20;
const readsPerRound = 600;

/**
 * How much longer a read takes when there are a hundred times as many accounts. Every read is of an account whose data was not read
 * before, as far as there are enough of them; the two operators take turns.
 */
export async function measureScale(site: OperatorSite, { quick, progress }: BenchOptions): Promise<Metrics> {
  const rounds = quick ? 2 : 6;
  const [few, many] = quick ? [100, 2_000] : [1_000, 100_000];
  const used = (rounds + 1) * readsPerRound;
  const operators = {
    few: await site.open({ accounts: few, used: few }),
    many: await site.open({ accounts: many, used: Math.min(many, used) }),
  };
  await using client = startLoadClient();
  const durations: Record<keyof typeof operators, number[]> = { few: [], many: [] };
  for (let round = -1; round < rounds; round += 1) {
    progress(`reads among ${few} and ${many} accounts, ${round < 0 ? 'warming up' : `round ${round + 1}`}`);
    for (const size of ['few', 'many'] as const) {
      const conversation = conversationAt(operators[size], site, (round + 1) * readsPerRound);
      const messages = await signMessages('read', readsPerRound, conversation);
      const report = await client.send({ urls: conversation.urls, messages, concurrency });
      if (round >= 0) for (const duration of report.durations) durations[size].push(duration);
    }
  }
  const [fewP95, manyP95] = [percentile(durations.few, 0.95), percentile(durations.many, 0.95)];
  const figures: Metrics = {
    [`read among ${few} accounts: p95`]: { value: fewP95, unit: 'ms' },
    [`read among ${many} accounts: p95`]: { value: manyP95, unit: 'ms' },
    [`read among ${many} to ${few} accounts: p95`]: { value: manyP95 / fewP95, unit: 'ratio', goal: { max: 1.5 } },
  };
  return figures;
}

/** Goes on with the accounts where the rounds before have stopped. */
function conversationAt(operator: BenchOperator, site: OperatorSite, from: number): Conversation {
  const conversation = conversationWith('ES256', operator, site);
  const { accounts } = conversation;
  const start = from % accounts.length;
  return { ...conversation, accounts: [...accounts.slice(start), ...accounts.slice(0, start)] };
}
