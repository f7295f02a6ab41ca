import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request on its way to the homeserver. */
export type Verdict =
  /** goes through */
  | 'pass'
  /** never gets there; the client sees a bad gateway */
  | 'drop'
  /** gets there, but its answer is lost; the client sees a bad gateway */
  | 'lose-answer'
  /** is answered at once with an empty object and gets there when `release` is called */
  | 'delay';

/** A line to a server that stories can make bad. */
export interface Interceptor extends AsyncDisposable {
  url: string;
  judge: (method: string, path: string, body: string) => Verdict;
  /** What becomes of an answer (JSON, not compressed) on its way back. Default: nothing. */
  rewrite: ((path: string, answer: string) => string) | null;
  /** Bodies of all requests that came so far, by their path. */
  seen: { path: string; body: string }[];
  /** Lets everything through that was delayed, and from now on all. */
  release(): Promise<void>;
}

export async function openInterceptor(target: string): Promise<Interceptor> {
  const delayed: (() => Promise<void>)[] = [];
  const server = createServer((incoming, response) => void serve(incoming, response));

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    const { method = '', url: path = '' } = incoming;
    interceptor.seen.push({ path, body: String(body) });
    const verdict = interceptor.judge(method, path, String(body));
    if (verdict === 'delay') {
      delayed.push(async () => void (await forward(incoming, body)));
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }
    const answer = verdict === 'drop' ? null : await forward(incoming, body).catch(() => null);
    if (answer === null || verdict === 'lose-answer') return void response.writeHead(502).end();
    const { rewrite } = interceptor;
    if (rewrite === null || !answer.headers['content-type']?.includes('json')) {
      return void response.writeHead(answer.status, answer.headers).end(answer.body);
    }
    const rewritten = Buffer.from(rewrite(path, answer.body.toString()));
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    return void response
      .writeHead(answer.status, { ...headers, 'content-length': `${rewritten.length}` })
      .end(rewritten);
  }

  function forward(
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const { method, headers } = incoming;
      const onward = request(new URL(incoming.url ?? '/', target), { method: method ?? 'GET', headers }, (answer) => {
        answer
          .toArray()
          .then((chunks) =>
            resolve({
              status: answer.statusCode ?? 502,
              headers: answer.headers,
              body: Buffer.concat(chunks as Buffer[]),
            }),
          )
          .catch(reject);
      });
      onward.once('error', reject).end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const interceptor: Interceptor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge: () => 'pass',
    rewrite: null,
    seen: [],
    async release() {
      interceptor.judge = () => 'pass';
      for (const each of delayed.splice(0)) await each();
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return interceptor;
}
