import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a homeserver on which some paths are not answered for as long as it is shut. */
export interface ClosedDoor extends Disposable {
  url: string;
  open(): void;
  shut(): void;
}

/** Shut at first. */
export async function closedDoor(homeserver: string, holds: (path: string) => boolean): Promise<ClosedDoor> {
  let closed = true;
  const { hostname, port } = new URL(homeserver);
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url: path = '' } = incoming;
    if (closed && holds(path)) return void outgoing.writeHead(502).end();
    const forwarded = request({ hostname, port, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    return void incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => void (closed = false),
    shut: () => void (closed = true),
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
