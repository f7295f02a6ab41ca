import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWire, type WireType } from '@posthorn/protocol';

/** The way to an operator, known as the operator itself, on which messages of some types are lost. */
export interface Gate extends AsyncDisposable {
  url: string;
  /** The operator behind it. */
  operator: string;
  /** Of what is posted, these types do not arrive. */
  lost: Set<WireType>;
  /** Of what is posted, these types do not arrive either, and get such an answer. */
  answers: Map<WireType, object>;
}

export async function openGate(): Promise<Gate> {
  const server = createServer((request, response) => void pass(request, response, gate));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operator: '',
    lost: new Set(),
    answers: new Map(),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return gate;
}

async function pass(request: IncomingMessage, response: ServerResponse, gate: Gate): Promise<void> {
  const { method = 'GET', url = '', headers } = request;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const posted = method === 'POST' ? typeOf(body) : null;
  if (posted && gate.lost.has(posted)) return void response.destroy();
  const own = posted && gate.answers.get(posted);
  if (own) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(own));
  const type = headers['content-type'] ?? 'application/json';
  const init = method === 'POST' ? { method, body, headers: { 'content-type': type } } : {};
  const answer = await fetch(gate.operator + url, init);
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  response.end(await answer.text());
}

/** The directory's own messages are none of the wire and always pass. */
function typeOf(body: string): WireType | null {
  try {
    return readWire(body).type;
  } catch {
    return null;
  }
}
