import { isPosthornError } from '@posthorn/protocol';
import { startGateway } from './gateway.ts';

/*
 * The gateway process: `node packages/agency/src/gateway-main.ts <config.yaml>`. Prints one line when it is on the line; ends
 * gracefully on SIGTERM and SIGINT. Killed in any other way, it goes on where it was at its next start.
 */
const [configFile] = process.argv.slice(2);
if (configFile === undefined) fail('Usage: gateway-main.ts <config.yaml>');

try {
  const gateway = await startGateway(configFile);
  const { clientId, userId, url } = gateway.agency;
  console.log(`gateway ready clientId=${clientId} user=${userId}${url === null ? '' : ` url=${url}`}`);
  const stop = (): void => void gateway.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  fail(isPosthornError(error) ? `${error.code}: ${error.message} ${error.mend}` : String(error));
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
