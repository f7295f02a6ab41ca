import type { AddressInfo } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';

/** How long requests that have begun may take when a server stops, in milliseconds. */
const patience = 5_000;

/** Where a server listens. */
export interface ListenAddress {
  listen: string;
  /** 0 lets the system choose. */
  port: number;
}

/**
 * Begins to listen.
 *
 * @param who is told to take another port
 * @returns the URL, for programs on this machine
 * @throws PosthornError `port-taken`
 */
export async function listenAt(
  server: FastifyInstance,
  { listen: host, port }: ListenAddress,
  who: string,
): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new PosthornError('port-taken', `The port ${port} is used by another program.`, {
      mend: `Stop that program, or give ${who} another PORT.`,
      cause,
    });
  }
  const address = server.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/** Takes no more requests; those that have begun may end. */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), patience);
  await server.close();
  clearTimeout(timer);
}
