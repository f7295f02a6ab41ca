import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import type { Agency } from './agency.ts';

/** `GET /health` on the loopback interface: 200 while the line is up, 503 otherwise. Numbers only. */
export async function openHealthServer(agency: Agency, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/health') return response.writeHead(404).end();
    const health = agency.health();
    response.writeHead(health.line === 'ready' ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    return response.end(JSON.stringify(health));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portTaken(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portTaken(port: number, cause: Error): PosthornError {
  return new PosthornError('port-taken', `The port ${port} for /health cannot be used.`, {
    mend: 'Give another port in the configuration, or end the program that uses it.',
    details: { port },
    cause,
  });
}
