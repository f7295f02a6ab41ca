import { closeServer, listenAt } from '@posthorn/serving';
import type { DestinationStream } from 'pino';
import type { OperatorConfig } from './config/env.ts';
import { openContext } from './context.ts';
import { createServer } from './http/server.ts';

/** A running operator. Close it by `await using`. */
export interface Operator extends AsyncDisposable {
  /** Where it listens, for programs on this machine. */
  url: string;
}

/**
 * Starts an operator: opens the database, brings it up to date, listens.
 *
 * @param logTo where log lines go instead of standard output
 */
export async function startOperator(config: OperatorConfig, logTo?: DestinationStream): Promise<Operator> {
  await using parts = new AsyncDisposableStack();
  const context = parts.use(await openContext(config, logTo));
  const server = await createServer(context);
  // First no more requests, then no more database.
  parts.defer(() => closeServer(server));
  const url = await listenAt(server, config, 'the operator');
  const running = parts.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
