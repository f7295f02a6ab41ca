import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A web server on loopback, as a peer might run it. */
export interface WebHost extends AsyncDisposable {
  url: string;
  port: number;
  /** Method, host and path of every request that reached it. */
  requests: string[];
  /** Connections that anybody has opened. */
  connections(): number;
}

/** Opens a web server that answers as told. */
export async function openWebHost(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebHost> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  server.on('connection', (socket) => sockets.add(socket));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
