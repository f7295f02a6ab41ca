import { runDemo } from './demo.ts';
import { indented, Steps } from './steps.ts';

/*
 * `npm run demo`: a line per step, exit code 0 only if every step held. With `--json` standard output is one JSON object, and the
 * lines go to standard error.
 */
const json = process.argv.includes('--json');
const print = json ? console.error : console.log;
const steps = new Steps(print);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => steps.stop(new Error('The run was interrupted.')));
}

const result = await runDemo(steps);
if (result.problem) print(`✗ The run ended early.\n${indented(result.problem.message)}`);
const held = result.steps.filter(({ ok }) => ok).length;
const end = result.ok ? `Everything held: ${held} steps` : `Not everything held: ${held} steps did`;
print(`\n${end}, in ${result.seconds.toFixed(1)} s.`);
if (json) console.log(JSON.stringify(result, null, 2));
// What was ended in the middle may still hold timers and connections.
process.exit(result.ok ? 0 : 1);
