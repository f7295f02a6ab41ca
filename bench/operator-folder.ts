import { conversationWith, signMessages, startLoadClient } from './operator-rounds.ts';
import type { OperatorSite } from './operator-site.ts';
import { median, type BenchOptions, type Metrics } from './report.ts';

const concurrency = 20;
const count = 500;

/** Reads and writes where the data lies in files of this machine, each of them on the disk before it counts. For information. */
export async function measureFolder(site: OperatorSite, { quick, progress }: BenchOptions): Promise<Metrics> {
  const operator = await site.open({ accounts: count, used: count, store: 'folder' });
  await using client = startLoadClient();
  const { urls, ...conversation } = conversationWith('ES256', operator, site);
  const rates: Record<'write' | 'read', number[]> = { write: [], read: [] };
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    progress(`data in a folder, ${round === 0 ? 'warming up' : `round ${round}`}`);
    // The first write of each account is what the first read reads.
    for (const action of ['write', 'read'] as const) {
      const messages = await signMessages(action, count, { ...conversation, urls });
      const { seconds } = await client.send({ urls, messages, concurrency });
      if (round > 0) rates[action].push(count / seconds);
    }
  }
  return {
    'read from a folder, ES256, concurrency 20': { value: median(rates.read), unit: 'operations/s' },
    'write to a folder, ES256, concurrency 20': { value: median(rates.write), unit: 'operations/s' },
  };
}
