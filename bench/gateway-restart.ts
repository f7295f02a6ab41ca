import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as nextSecond } from 'node:timers/promises';
import { openChannel } from '@posthorn/channel';
import { openMemoryStore } from '@posthorn/channel/node-store';
import { generateSigningKey, sign, signWire, writeContent, type PrivateKey } from '@posthorn/protocol';
import type { Stack } from '@posthorn/stack';
import { runPool } from './pool.ts';
import type { Metrics } from './report.ts';

const gateway = 'gateway-flensburg';
const flensburg = { clientId: 'https://flensburg.example', userId: '@flensburg:localhost' };

/** A gateway with many connections: how long from its start until it is ready, and how much memory it then holds. */
export async function measureGatewayRestart(
  stack: Stack,
  rooms: number,
  progress: (line: string) => void,
): Promise<Metrics> {
  progress(`making ${rooms} rooms`);
  await connectMany(stack, rooms);
  await connected(stack, rooms);
  await stack.supervisor.stopPart(gateway);
  const begun = performance.now();
  await stack.supervisor.startPart(gateway);
  const ready = performance.now() - begun;
  await connected(stack, rooms);
  return {
    [`gateway with ${rooms} rooms: start to ready`]: { value: ready, unit: 'ms' },
    [`gateway with ${rooms} rooms: resident memory`]: { value: await residentMegabytes(stack), unit: 'MB' },
  };
}

/** Makes rooms as so many persons would, with one hello in each; one account stands for all of them. */
async function connectMany(stack: Stack, rooms: number): Promise<void> {
  const channel = await openChannel({
    session: await stack.homeserver.signInAtEid('test-be9c6'),
    store: await openMemoryStore(),
  });
  await channel.start({ cursor: () => null, onEvents: () => Promise.resolve() });
  await channel.setUpEncryption();
  await channel.trust(flensburg.userId, (await channel.masterKey(flensburg.userId)) ?? '');
  const accountKey = await generateSigningKey();
  const masterKey = (await channel.masterKey()) ?? '';
  const { userId } = channel.session;
  const connectionId = await agree(stack, accountKey, { userId, masterKey });
  await runPool(rooms, 4, async () => {
    const roomId = await channel.createRoom(flensburg.userId, { connectionId });
    const claims = { type: 'hello', connectionId, agency: flensburg.clientId, roomId } as const;
    const iat = Math.floor(Date.now() / 1000);
    const hello = { ...claims, userId, masterKey, language: 'de', iat } as const;
    const jws = await sign('hello', hello, accountKey, { embedKey: true });
    const id = randomUUID();
    await channel.send(roomId, writeContent({ kind: 'hello', id, jws }, 'de'), id);
  });
  await channel.stop();
}

/** Makes an account and agrees to a connection at the operator: without one the gateway takes no room in. */
async function agree(stack: Stack, key: PrivateKey, person: { userId: string; masterKey: string }): Promise<string> {
  const { directoryUrl } = stack;
  const [account, connectionId] = [`egendata://account/${randomUUID()}`, randomUUID()];
  const own = { iss: account, aud: directoryUrl };
  const send = async (body: string): Promise<void> => {
    const headers = { 'content-type': 'application/jwt' };
    const response = await fetch(`${directoryUrl}/api`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`the operator refused: ${await response.text()}`);
  };
  const agreement = {
    iss: 'egendata://account',
    aud: flensburg.clientId,
    sid: randomUUID(),
    sub: connectionId,
    channel: { ...person, language: 'de' },
  } as const;
  const payload = await signWire('CONNECTION', agreement, key, { jwk: true });
  await send(await signWire('ACCOUNT_REGISTRATION', { ...own, pds: { provider: 'memory' } }, key, { jwk: true }));
  await send(await signWire('CONNECTION_RESPONSE', { ...own, payload }, key, { jwk: true }));
  return connectionId;
}

/** Resolves when the gateway has joined all rooms and taken every hello. */
async function connected(stack: Stack, rooms: number): Promise<void> {
  const health = stack.supervisor.readyUrlOf(gateway) ?? '';
  for (;;) {
    const { connections, inbox } = (await (await fetch(health)).json()) as Health;
    if (connections >= rooms && inbox.pending === 0) return;
    await nextSecond(1000);
  }
}

interface Health {
  connections: number;
  inbox: { pending: number };
}

/** Linux tells it in /proc; elsewhere the figure is not a number and shown as such. */
async function residentMegabytes(stack: Stack): Promise<number> {
  const status = await readFile(`/proc/${stack.supervisor.pidOf(gateway)}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
