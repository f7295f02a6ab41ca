import { channelBench } from './channel.ts';
import { type Bench, printTable, toJson } from './report.ts';

const benches: Record<string, Bench> = { channel: channelBench };

/** `npm run bench -- NAME [--json] [--long]`; without a name all of them run, one after the other. */
async function main(args: string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.find((name) => !(name in benches));
  if (unknown !== undefined) {
    console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(benches).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const metrics = await bench({ long: args.includes('--long'), progress: (line) => console.error(`  ${line}`) });
    printTable(name, metrics);
    if (args.includes('--json')) console.log(toJson(name, metrics));
  }
}

await main(process.argv.slice(2));
