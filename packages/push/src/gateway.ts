import type { AddressInfo } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import type { PushConfig } from './config/env.ts';
import { openContext, type Surroundings } from './context.ts';
import { createServer } from './http/server.ts';

/** How long requests that have begun may take when the gateway stops, in milliseconds. */
const patience = 5_000;

/** A running push gateway. Close it by `await using`. */
export interface PushGateway extends AsyncDisposable {
  /** Where it listens, for programs on this machine. */
  url: string;
}

/**
 * Starts a push gateway: reads its keys, or makes them, and listens.
 *
 * @throws PosthornError `config-invalid`, `port-taken`
 */
export async function startPushGateway(config: PushConfig, surroundings: Surroundings = {}): Promise<PushGateway> {
  await using parts = new AsyncDisposableStack();
  const context = parts.use(await openContext(config, surroundings));
  const server = await createServer(context);
  // First no more requests, then no more ways out.
  parts.defer(() => closeServer(server));
  await listen(server, config);
  const { port } = server.server.address() as AddressInfo;
  const running = parts.move();
  const host = config.listen.includes(':') ? `[${config.listen}]` : config.listen;
  return { url: `http://${host}:${port}`, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function listen(server: FastifyInstance, { listen: host, port }: PushConfig): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new PosthornError('port-taken', `The port ${port} is used by another program.`, {
      mend: 'Stop that program, or give the push gateway another PORT.',
      cause,
    });
  }
}

async function closeServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), patience);
  await server.close();
  clearTimeout(timer);
}
