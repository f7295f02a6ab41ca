import { measureClients } from './operator-clients.ts';
import { measureFolder } from './operator-folder.ts';
import { measureScale } from './operator-scale.ts';
import { startOperatorSite } from './operator-site.ts';
import { measureWork } from './operator-work.ts';
import type { BenchOptions, Metrics } from './report.ts';

/** The data operator under load: its own work beside what is possible at best, through clients, and with many accounts. */
export async function operatorBench(options: BenchOptions): Promise<Metrics> {
  await using site = await startOperatorSite(options);
  const operator = await site.open({ accounts: 1_000, used: 1_000 });
  return {
    ...(await measureWork(operator, site, options)),
    ...(await measureFolder(site, options)),
    ...(await measureClients(operator, options)),
    ...(await measureScale(site, options)),
  };
}
