import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';

/**
 * The reverse proxy in front of one or several operators: everybody knows only its URL, which is the `HOST` of all of them, and
 * each request goes to the next operator in turn.
 */
export interface FrontDoor extends AsyncDisposable {
  url: string;
  /** The operators behind it; set as soon as they run. */
  operators: URL[];
  /** How many requests each operator got, by its URL. */
  requestsByOperator: Map<string, number>;
  /** Every signed answer that went out through it. */
  signedAnswers: string[];
}

export async function openFrontDoor(): Promise<FrontDoor> {
  const server = createServer((incoming, outgoing) => {
    void forward(incoming, outgoing, door);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const door: FrontDoor = {
    url: `http://127.0.0.1:${port}`,
    operators: [],
    requestsByOperator: new Map(),
    signedAnswers: [],
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return door;
}

async function forward(incoming: IncomingMessage, outgoing: ServerResponse, door: FrontDoor): Promise<void> {
  const operator = door.operators.shift();
  if (operator === undefined) throw new Error('There is no operator behind the front door.');
  door.operators.push(operator);
  door.requestsByOperator.set(operator.href, (door.requestsByOperator.get(operator.href) ?? 0) + 1);
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = request(new URL(url, operator), { method, headers });
  onward.on('error', () => outgoing.destroy());
  onward.once('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    void keepIfSigned(answer, door);
  });
  incoming.pipe(onward);
}

async function keepIfSigned(answer: IncomingMessage, door: FrontDoor): Promise<void> {
  if (answer.headers['content-type']?.startsWith('application/jwt') !== true) return;
  let text = '';
  answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await finished(answer);
  door.signedAnswers.push(text);
}
