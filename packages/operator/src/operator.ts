import type { AddressInfo } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import type { OperatorConfig } from './config/env.ts';
import { openContext } from './context.ts';
import { createServer } from './http/server.ts';

/** How long requests that have begun may take when the operator stops, in milliseconds. */
const patience = 5_000;

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
  await listen(server, config);
  const { port } = server.server.address() as AddressInfo;
  const running = parts.move();
  const host = config.listen.includes(':') ? `[${config.listen}]` : config.listen;
  return { url: `http://${host}:${port}`, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function listen(server: FastifyInstance, { listen: host, port }: OperatorConfig): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new PosthornError('port-taken', `The port ${port} is used by another program.`, {
      mend: 'Stop that program, or give the operator another PORT.',
      cause,
    });
  }
}

async function closeServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), patience);
  await server.close();
  clearTimeout(timer);
}
