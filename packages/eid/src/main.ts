import { readEnvironment } from './config/env.ts';
import { startEid } from './server.ts';

const eid = await startEid(readEnvironment());
console.log(`eid: ready at ${eid.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void eid.stop().then(() => process.exit(0)));
}
