import { measureWork } from './operator-work.ts';
import { startOperatorSite } from './operator-site.ts';
import type { BenchOptions, Metrics } from './report.ts';

/** The data operator under load: its own work beside what is possible at best, through clients, and with many accounts. */
export async function operatorBench(options: BenchOptions): Promise<Metrics> {
  await using site = await startOperatorSite(options);
  return await measureWork(site, options);
}
