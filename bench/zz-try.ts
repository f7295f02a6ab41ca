import { startStack } from '/work/main/packages/stack/src/index.ts';
import { measureGatewayRestart } from './gateway-restart.ts';
const stack = await startStack({ agencies: ['flensburg'] });
const done = measureGatewayRestart(stack, 4, (l) => console.log(l));
await Promise.race([done.then(console.log, console.log), new Promise((r) => setTimeout(r, 100000))]);
console.log(await (await fetch(stack.supervisor.readyUrlOf('gateway-flensburg') ?? '')).text());
await stack.stop();
process.exit();
