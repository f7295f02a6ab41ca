import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { guardEgress, startEgressGuard, type EgressGuard } from '../src/pds/egress-guard.ts';
import { publicAddresses } from '../src/pds/public-address.ts';
import { serve } from './pds-servers.ts';

const run = promisify(execFile);

/** Asks the guard for a tunnel. @returns the status, and what the far end says first */
async function tunnel(guard: EgressGuard, target: string): Promise<{ status: number | undefined; said: string }> {
  const asking = request(guard.url, { method: 'CONNECT', path: target });
  asking.end();
  const [response, socket] = (await once(asking, 'connect')) as [{ statusCode?: number }, Socket];
  let said = '';
  socket.on('data', (chunk) => (said += String(chunk)));
  if (response.statusCode === 200) socket.write('hello');
  await once(socket, 'close');
  return { status: response.statusCode, said };
}

test('with the guard, no request of a store reaches the inside, even when nobody has checked its address', async () => {
  let requests = 0;
  await using inner = await serve((_request, response) => {
    requests += 1;
    response.writeHead(204).end();
  });
  const client = path.join(import.meta.dirname, 'pds-egress-client.ts');
  const { port } = new URL(inner.url);
  const endpoints = [inner.url, `http://localhost:${port}`, `https://localhost:${port}`];

  const env: Record<string, string> = { NO_PROXY: '127.0.0.1' };
  await guardEgress(env);
  const guarded = await run(process.execPath, [client, ...endpoints], { env });
  expect(guarded.stdout.trim().split('\n')).toEqual(['store-refused', 'store-refused', 'store-unreachable']);
  expect(requests).toBe(0);

  await run(process.execPath, [client, inner.url], { env: {} });
  expect(requests).toBeGreaterThan(0);
});

test('the guard carries what goes to an address that was checked, and nothing else', async () => {
  const echo = createServer((socket) => socket.once('data', (chunk) => socket.end(`heard ${String(chunk)}`)));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;

  // The internet of this test: one name, which leads here.
  await using guard = await startEgressGuard((host) =>
    host === 'cloud.example' ? Promise.resolve(['127.0.0.1']) : publicAddresses(host),
  );
  expect(await tunnel(guard, `cloud.example:${port}`)).toEqual({ status: 200, said: 'heard hello' });
  for (const target of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'cloud.example:1', 'nonsense:::']) {
    expect(await tunnel(guard, target), target).toEqual({ status: 403, said: '' });
  }
  expect((await fetch(guard.url)).status).toBe(403);
  echo.close();
});

test('a proxy that the deployment has chosen stays', async () => {
  const env = { HTTPS_PROXY: 'http://egress.example:3128', NO_PROXY: 'a.example' };
  await guardEgress(env);
  expect(env).toEqual({ HTTPS_PROXY: 'http://egress.example:3128', NO_PROXY: 'a.example' });
});
