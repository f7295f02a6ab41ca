import { randomUUID } from 'node:crypto';
import { freshAgency, freshPerson } from '@posthorn/stack/testing';
import type { Session } from '../src/index.ts';
import { Mailbag } from './mailbag.ts';

/** A person and an agency who trust each other, with the room between them. */
export interface Acquaintance extends AsyncDisposable {
  person: Mailbag;
  personId: string;
  personSession: Session;
  recoverySecret: string;
  agency: Mailbag;
  agencySession: Session;
  roomId: string;
}

export async function acquaint(): Promise<Acquaintance> {
  const agencySession = await freshAgency();
  const agency = await Mailbag.open(agencySession);
  await agency.channel.setUpEncryption();
  const personSession = await freshPerson();
  const person = await Mailbag.open(personSession);
  const { recoverySecret } = await person.channel.setUpEncryption();
  await person.channel.trust(agency.userId, await masterKeyOf(agency));
  const roomId = await person.channel.createRoom(agency.userId);
  await say(person, roomId, 'hello');
  await agency.channel.join(await agency.invited());
  await agency.next(saying('hello'));
  await agency.channel.trust(person.userId, await masterKeyOf(person));
  return {
    person,
    personId: personSession.personId,
    personSession,
    recoverySecret,
    agency,
    agencySession,
    roomId,
    async [Symbol.asyncDispose]() {
      await person[Symbol.asyncDispose]();
      await agency[Symbol.asyncDispose]();
    },
  };
}

export async function masterKeyOf(bag: Mailbag): Promise<string> {
  const key = await bag.channel.masterKey();
  if (key === null) throw new Error('no master key');
  return key;
}

export function say(from: Mailbag, roomId: string, body: string, txnId: string = randomUUID()): Promise<string> {
  return from.channel.send(roomId, { type: 'm.room.message', content: { msgtype: 'm.text', body } }, txnId);
}

export function saying(body: string): (event: { content: Record<string, unknown> }) => boolean {
  return (event) => event.content['body'] === body;
}
