import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host that nobody outside should be able to make the operator ask: it counts who does. */
export interface InnerHost extends AsyncDisposable {
  url: string;
  /** Method and path of every request that reached it. */
  requests: string[];
}

/**
 * @param answer what it says to everybody: a status, headers and a body
 */
export async function openInnerHost(
  answer: { status: number; headers?: Record<string, string>; body?: string } = { status: 200, body: '{}' },
): Promise<InnerHost> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
