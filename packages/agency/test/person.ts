import { randomUUID } from 'node:crypto';
import { openChannel, type Channel, type IncomingEvent } from '@posthorn/channel';
import { openMemoryStore } from '@posthorn/channel/node-store';
import {
  oversizedBlock,
  readContent,
  sha256,
  sign,
  writeContent,
  writeExternal,
  type ApplicationPayload,
  type Attachment,
  type Json,
  type JsonObject,
  type Language,
  type Outgoing,
  type PrivateKey,
  type ReadResult,
} from '@posthorn/protocol';
import { freshPerson } from '@posthorn/stack/testing';
import { inject, vi } from 'vitest';
import type { Agency } from '../src/index.ts';
import { Device } from './device.ts';

type Heard<K extends ReadResult['kind'] = ReadResult['kind']> = Extract<ReadResult, { kind: K }> & {
  event: IncomingEvent;
};

interface HelloClaims {
  masterKey?: string;
  roomId?: string;
  agency?: string;
  connectionId?: string;
  key?: PrivateKey;
}

interface Arrival {
  language?: Language;
  homeserver?: string;
  /** Base URL. Default: the shared one. */
  operator?: string;
}

/** Milliseconds: less than a test has, so that a story which hangs says what it lacks. */
const patience = 40_000;

/** A person made of nothing but protocol and channel: says exactly what a story wants said, right or wrong. */
export class Person implements AsyncDisposable {
  readonly channel: Channel;
  readonly device: Device;
  readonly connectionId: string = randomUUID();
  readonly language: Language;
  roomId = '';
  readonly heard: Heard[] = [];
  readonly #agency: Agency;

  constructor(channel: Channel, device: Device, agency: Agency, language: Language) {
    this.channel = channel;
    this.device = device;
    this.#agency = agency;
    this.language = language;
  }

  get accountKey(): PrivateKey {
    return this.device.key;
  }

  /** Signs in at the eID, makes keys, agrees to a connection, opens a room with the agency. Says nothing there yet. */
  static async arrive(agency: Agency, options: Arrival = {}): Promise<Person> {
    const person = await Person.signIn(agency, options);
    await person.agree();
    person.roomId = await person.channel.createRoom(agency.userId, { connectionId: person.connectionId });
    return person;
  }

  /** Signs in at the eID, makes keys and an account. Has nothing to do with the agency yet. */
  static async signIn(agency: Agency, options: Arrival = {}): Promise<Person> {
    const session = { ...(await freshPerson()), ...(options.homeserver ? { homeserver: options.homeserver } : {}) };
    const channel = await openChannel({ session, store: await openMemoryStore() });
    const device = await Device.register(options.operator ?? inject('operatorUrl'));
    const person = new Person(channel, device, agency, options.language ?? 'de');
    await channel.start({
      cursor: () => null,
      onEvents: async (_roomId, events) => person.#hear(events),
      onDecrypted: async (event) => person.#hear([event]),
    });
    await channel.setUpEncryption();
    const masterKey = await channel.masterKey(agency.userId);
    if (masterKey === null) throw new Error('the agency has no keys');
    await channel.trust(agency.userId, masterKey);
    return person;
  }

  /** Agrees to the connection at the operator, without any permission. */
  async agree(): Promise<void> {
    const { userId } = this.channel.session;
    const masterKey = (await this.channel.masterKey()) ?? '';
    const { connectionId, language } = this;
    await this.device.agree(this.#agency.clientId, { connectionId, channel: { userId, masterKey, language } });
  }

  /** Arrives and introduces themselves. */
  static async connect(agency: Agency, options: Arrival = {}): Promise<Person> {
    const person = await Person.arrive(agency, options);
    await person.hello();
    return person;
  }

  async hello(claims: HelloClaims = {}): Promise<string> {
    return this.say({ kind: 'hello', id: randomUUID(), jws: await this.signHello(claims) });
  }

  async signHello(claims: HelloClaims = {}): Promise<string> {
    return sign(
      'hello',
      {
        type: 'hello',
        connectionId: claims.connectionId ?? this.connectionId,
        agency: claims.agency ?? this.#agency.clientId,
        userId: this.channel.session.userId,
        masterKey: claims.masterKey ?? (await this.channel.masterKey()) ?? '',
        roomId: claims.roomId ?? this.roomId,
        language: this.language,
        iat: now(),
      },
      claims.key ?? this.accountKey,
      { embedKey: true },
    );
  }

  application(answers: JsonObject, more: Partial<ApplicationPayload> = {}): ApplicationPayload {
    return {
      type: 'application',
      id: randomUUID(),
      caseId: randomUUID(),
      connectionId: this.connectionId,
      service: { id: 'pond-permit', version: 1 },
      language: this.language,
      answers,
      attachments: [],
      iat: now(),
      ...more,
    };
  }

  /** Sends an application; returns the event that starts its case. */
  async apply(payload: ApplicationPayload, key: PrivateKey = this.accountKey): Promise<string> {
    const jws = await sign('application', payload, key);
    return this.say({ kind: 'application', id: randomUUID(), caseId: payload.caseId, jws });
  }

  async attach(bytes: Uint8Array, about: Partial<Attachment> = {}): Promise<Attachment> {
    const file = await this.channel.upload(bytes);
    return {
      id: randomUUID(),
      name: 'Plan.pdf',
      mediaType: 'application/pdf',
      size: bytes.length,
      sha256: await sha256(bytes),
      file,
      ...about,
    };
  }

  async say(message: Outgoing, threadRoot?: string): Promise<string> {
    const written = writeContent(message, this.language, {
      statusRequest: { from_device: this.channel.session.deviceId },
      ...(threadRoot === undefined ? {} : { threadRoot }),
    });
    const oversized = oversizedBlock(written);
    const event = oversized ? await writeExternal(written, oversized, await this.channel.upload(oversized)) : written;
    return this.sendRaw(event.type, event.content);
  }

  /** Any content at all, as a broken or ordinary client would send it. */
  sendRaw(type: string, content: Record<string, Json>): Promise<string> {
    return this.channel.send(this.roomId, { type, content }, randomUUID());
  }

  /** The first message of a kind (that fits), waiting for it. */
  hears<K extends ReadResult['kind']>(kind: K, fits: (heard: Heard<K>) => boolean = () => true): Promise<Heard<K>> {
    const look = (): Heard<K> => {
      const found = this.heardAll(kind).find(fits);
      if (found) return found;
      const soFar = this.heard.map((heard) => `${heard.kind} "${heard.body}"`);
      throw new Error(`No such ${kind} was heard, but: ${soFar.join(', ') || 'nothing'}`);
    };
    return vi.waitFor(look, { timeout: patience, interval: 20 });
  }

  heardAll<K extends ReadResult['kind']>(kind: K): Heard<K>[] {
    return this.heard.filter((heard): heard is Heard<K> => heard.kind === kind);
  }

  /** The answer that the gateway gives to an event of ours. */
  statusOf(eventId: string): Promise<Heard<'processing-status'>> {
    return this.hears('processing-status', (heard) => heard.eventId === eventId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.channel.stop();
  }

  #hear(events: IncomingEvent[]): void {
    for (const event of events) {
      if (event.own || event.trust === 'plain' || event.trust === 'undecryptable') continue;
      this.heard.push({ ...readContent(event.type, event.content), event });
    }
  }
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}
