import { randomUUID } from 'node:crypto';
import { type Channel, openChannel } from '@posthorn/channel';
import { openMemoryStore } from '@posthorn/channel/node-store';
import type { Stack } from '@posthorn/stack';
import { runPool, secondsFor } from './pool.ts';
import type { Metrics } from './report.ts';

const ROOMS = 50;
const MESSAGES = 50;
const ROUNDS = 8;
const BODY = 'Your application has been received and is being worked on. You will hear from us within two weeks.';

/**
 * Messages per second that an agency sends into the rooms of persons: encrypted by the channel, against plain requests to
 * the same homeserver, rooms and account, in turns within one run. A ratio near 1 says that encryption costs nothing
 * beside the homeserver's own work.
 */
export async function measureMessageRate(stack: Stack, progress: (line: string) => void): Promise<Metrics> {
  const agency = await openStarted(await stack.agencySession('bench-rate'));
  const person = await openStarted(await stack.homeserver.signInAtEid('test-be9c4'));
  await agency.setUpEncryption();
  await person.setUpEncryption();
  await agency.trust(person.session.userId, (await person.masterKey()) ?? '');
  await person.trust(agency.session.userId, (await agency.masterKey()) ?? '');
  progress(`making ${ROOMS} rooms`);
  const rooms: string[] = [];
  for (let index = 0; index < ROOMS; index += 1) {
    const roomId = await agency.createRoom(person.session.userId);
    await person.join(roomId);
    rooms.push(roomId);
  }
  await runPool(ROOMS, 4, (index) => sendEncrypted(agency, rooms[index] as string));
  await person.stop();
  const metrics: Metrics = {};
  for (const concurrency of [1, 8]) {
    const seconds = { plain: 0, encrypted: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      progress(`concurrency ${concurrency}, round ${round + 1} of ${ROUNDS}`);
      // In turns of a second or two, so that whatever else the machine does falls on both alike.
      const begin = (round * MESSAGES) % ROOMS;
      const roomOf = (index: number): string => rooms[(begin + index) % ROOMS] as string;
      seconds.plain += await secondsFor(MESSAGES, concurrency, (index) => sendPlain(agency, roomOf(index)));
      seconds.encrypted += await secondsFor(MESSAGES, concurrency, (index) => sendEncrypted(agency, roomOf(index)));
    }
    const sent = MESSAGES * ROUNDS;
    const [plainRate, encryptedRate] = [sent / seconds.plain, sent / seconds.encrypted];
    metrics[`plain sends, concurrency ${concurrency}`] = { value: plainRate, unit: 'messages/s' };
    metrics[`encrypted sends, concurrency ${concurrency}`] = { value: encryptedRate, unit: 'messages/s' };
    metrics[`encrypted to plain, concurrency ${concurrency}`] = {
      value: encryptedRate / plainRate,
      unit: 'ratio',
      goal: { min: 0.9 },
    };
  }
  await agency.stop();
  return metrics;
}

async function openStarted(session: Channel['session']): Promise<Channel> {
  const channel = await openChannel({ session, store: await openMemoryStore() });
  await channel.start({ cursor: () => null, onEvents: () => Promise.resolve() });
  return channel;
}

function sendEncrypted(agency: Channel, roomId: string): Promise<string> {
  return agency.send(roomId, { type: 'm.room.message', content: { msgtype: 'm.text', body: BODY } }, randomUUID());
}

async function sendPlain({ session }: Channel, roomId: string): Promise<void> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${randomUUID()}`;
  const response = await fetch(session.homeserver + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${session.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ msgtype: 'm.text', body: BODY }),
  });
  if (!response.ok) throw new Error(`plain send failed with ${response.status}`);
  await response.arrayBuffer();
}
