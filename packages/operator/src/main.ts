/** One operator, configured by the environment (docs/operator.md). */
import { isPosthornError } from '@posthorn/protocol';
import { processEnvironment, readConfig } from './config/env.ts';
import { printDeadLetters } from './dead-letters.ts';
import { startOperator } from './operator.ts';
import { guardEgress } from './pds/egress-guard.ts';

async function main(): Promise<void> {
  const config = readConfig();
  if (process.argv.includes('--dead-letters')) return printDeadLetters(config);
  if (!config.allowPrivateAddresses) await guardEgress(processEnvironment);
  const operator = await startOperator(config);
  console.log(`Posthorn operator ready: ${config.baseUrl} (listening on ${operator.url})`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void operator[Symbol.asyncDispose]().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): void {
  console.error(isPosthornError(error) ? `${error.message} ${error.mend}` : String(error));
  process.exit(1);
}

main().catch(fail);
