import { channelBench } from './channel.ts';
import { mailboxBench } from './mailbox.ts';
import { operatorBench } from './operator.ts';
import { type Bench, printTable, toJson } from './report.ts';

const benches: Record<string, Bench> = { channel: channelBench, operator: operatorBench, mailbox: mailboxBench };

/** `npm run bench -- NAME [--json] [--long] [--quick] [--processes=N]`; without a name all of them run, one after the other. */
async function main(args: string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.find((name) => !(name in benches));
  if (unknown !== undefined) {
    console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(benches).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const processes = args.find((arg) => /^--processes=\d+$/.test(arg))?.split('=')[1];
  const options = {
    long: args.includes('--long'),
    quick: args.includes('--quick'),
    ...(processes !== undefined && { processes: Number(processes) }),
    progress: (line: string) => console.error(`  ${line}`),
  };
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const metrics = await bench(options);
    printTable(name, metrics);
    if (args.includes('--json')) console.log(toJson(name, metrics));
  }
}

await main(process.argv.slice(2));
