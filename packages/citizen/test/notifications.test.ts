import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NotificationTarget } from '../src/index.ts';
import { applied, moveIn, nextEvent, startTown, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown();
}, 120_000);
afterAll(() => town[Symbol.asyncDispose]());

test('the homeserver tells a push gateway that there is mail, and neither from whom nor what', async () => {
  await using gateway = await openGateway();
  await using ada = await moveIn(town);
  const { notifications } = ada.person;
  const { matter, received } = await applied(town, ada.person, { name: 'Ada', depth: 1 });
  expect(await notifications.list()).toEqual([]);
  const endpoint = 'https://push.example/abc';
  const browser: NotificationTarget = {
    kind: 'web-push',
    gatewayUrl: gateway.url,
    p256dh: 'key',
    auth: 'a',
    endpoint,
    language: 'de',
  };
  await notifications.set({ ...browser, language: 'en' });
  await notifications.set(browser);
  await notifications.set({ kind: 'email', gatewayUrl: gateway.url, token: 'sealed', language: 'en' });
  expect((await notifications.list()).toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
    { kind: 'email', pushkey: 'sealed', gatewayUrl: gateway.url, language: 'en' },
    { kind: 'web-push', pushkey: 'key', gatewayUrl: gateway.url, language: 'de' },
  ]);
  await notifications.remove('sealed');

  await town.kiel.status(received, 'in-progress');
  const told = await gateway.next(({ event_id: id }) => id !== undefined);
  expect(told).toMatchObject({
    counts: { unread: 1 },
    devices: [{ app_id: 'org.posthorn.mailbox.web', pushkey: 'key', data: { endpoint, auth: 'a' } }],
  });
  expect(Object.keys(told).toSorted()).toEqual(['counts', 'devices', 'event_id', 'prio', 'room_id']);
  await nextEvent(matter, 'status', ({ status }) => status === 'in-progress');
  await matter.markRead();
  await gateway.next(({ counts, event_id: id }) => counts?.unread === 0 && id === undefined);

  await notifications.remove('key');
  expect(await notifications.list()).toEqual([]);
}, 120_000);

interface Told {
  event_id?: string;
  counts?: { unread?: number };
}

/** A push gateway that only remembers what homeservers say. */
async function openGateway(): Promise<
  { url: string; next(fits: (told: Told) => boolean): Promise<Told> } & AsyncDisposable
> {
  const all: Told[] = [];
  let wake = (): void => {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/_matrix/push/v1/notify')
        all.push(JSON.parse(Buffer.concat(chunks).toString()).notification);
      response.setHeader('content-type', 'application/json').end('{"rejected":[]}');
      wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async next(fits) {
      for (;;) {
        const found = all.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
