/** One push gateway, configured by the environment (docs/notifications.md). */
import { isPosthornError } from '@posthorn/protocol';
import { readConfig } from './config/env.ts';
import { startPushGateway } from './gateway.ts';

async function main(): Promise<void> {
  const gateway = await startPushGateway(readConfig());
  console.log(`Posthorn push gateway ready: ${gateway.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void gateway[Symbol.asyncDispose]().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): void {
  console.error(isPosthornError(error) ? `${error.message} ${error.mend}` : String(error));
  process.exit(1);
}

main().catch(fail);
