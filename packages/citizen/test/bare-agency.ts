import { openChannel, signInWithPassword, type Channel, type IncomingEvent } from '@posthorn/channel';
import { openDirectory, type DirectoryClient } from '@posthorn/channel/directory';
import { openMemoryStore } from '@posthorn/channel/node-store';
import {
  generateSigningKey,
  readContent,
  readExternal,
  sha256,
  sign,
  signReceipt,
  verify,
  verifyEmbedded,
  writeContent,
  writeStatusResponse,
  type ApplicationPayload,
  type Attachment,
  type CaseStatus,
  type DecisionOutcome,
  type DecisionPayload,
  type Outgoing,
  type PrivateKey,
  type PublicKey,
  type ReadResult,
  type RefusalPayload,
  type RefusalReason,
} from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';
import type { Homeserver } from '@posthorn/stack';

/** An application as the agency has received it. */
export interface ReceivedApplication {
  application: ApplicationPayload;
  roomId: string;
  eventId: string;
  sender: string;
}

/** Something else that a person has sent. */
export interface Heard {
  event: IncomingEvent;
  read: ReadResult;
}

interface Settings {
  clientId: string;
  directoryUrl: string;
  homeserver: Homeserver;
  service: ServiceDefinition;
  /** Whether applications are confirmed at once. Default: true */
  confirms?: boolean;
}

/** An agency made of protocol and channel alone, so that a story can let it misbehave in any way. */
export class BareAgency implements AsyncDisposable {
  readonly clientId: string;
  readonly channel: Channel;
  readonly directory: DirectoryClient;
  readonly key: PrivateKey;
  readonly password: string;
  readonly applications: ReceivedApplication[] = [];
  readonly heard: Heard[] = [];
  /** The connections that invitations were for. */
  readonly invitedFor: (string | null)[] = [];
  confirms: boolean;
  readonly #accountKeys = new Map<string, PublicKey>();
  #waiting: (() => void)[] = [];

  private constructor(settings: Settings, channel: Channel, key: PrivateKey, password: string) {
    this.clientId = settings.clientId;
    this.directory = openDirectory(settings.directoryUrl);
    this.confirms = settings.confirms ?? true;
    this.channel = channel;
    this.key = key;
    this.password = password;
  }

  static async open(settings: Settings): Promise<BareAgency> {
    const [localpart, password] = [`agency-${crypto.randomUUID()}`, crypto.randomUUID()];
    await settings.homeserver.register(localpart, password);
    const session = await signInWithPassword(settings.homeserver.url, localpart, password, 'Agency');
    const channel = await openChannel({ session, store: await openMemoryStore() });
    const agency = new BareAgency(settings, channel, await generateSigningKey(), password);
    await channel.start({
      cursor: () => null,
      onInvite: ({ roomId, connectionId }) => {
        agency.invitedFor.push(connectionId);
        return channel.join(roomId);
      },
      onEvents: async (_roomId, events) => {
        for (const event of events) await agency.#take(event);
      },
      onDecrypted: (event) => agency.#take(event),
    });
    await channel.setUpEncryption();
    await agency.register();
    await agency.directory.publishService(agency.clientId, settings.service, agency.key);
    return agency;
  }

  /** Presents itself, or somebody else's Matrix identity, in the directory. */
  async register(matrix?: { userId: string; masterKey: string }, key: PrivateKey = this.key): Promise<void> {
    const masterKey = await this.channel.masterKey();
    const own = { userId: this.channel.session.userId, masterKey: masterKey ?? '' };
    const displayName = { de: 'Stadt Kiel', en: 'City of Kiel' };
    await this.directory.publishAgency({ clientId: this.clientId, displayName, matrix: matrix ?? own }, key);
  }

  async nextApplication(fits: (application: ApplicationPayload) => boolean): Promise<ReceivedApplication> {
    return this.#until(() => this.applications.find((received) => fits(received.application)));
  }

  async nextHeard<K extends ReadResult['kind']>(kind: K, caseId?: string): Promise<Extract<ReadResult, { kind: K }>> {
    const { read } = await this.#until(() =>
      this.heard.find(({ read: said }) => {
        const block = 'block' in said ? said.block : null;
        return said.kind === kind && (!caseId || !block || !('caseId' in block) || block.caseId === caseId);
      }),
    );
    return read as Extract<ReadResult, { kind: K }>;
  }

  async say(to: ReceivedApplication, message: Outgoing): Promise<string> {
    const event = writeContent(message, 'de', { threadRoot: to.eventId });
    return this.channel.send(to.roomId, event, crypto.randomUUID());
  }

  async confirm(
    to: ReceivedApplication,
    key: PrivateKey = this.key,
    application: ApplicationPayload = to.application,
  ): Promise<void> {
    const receivedAt = new Date().toISOString();
    const jws = await signReceipt({ agency: this.clientId, application, receivedAt }, key);
    await this.say(to, { kind: 'receipt', ...idsOf(to), jws });
  }

  async refuse(
    to: ReceivedApplication,
    reasons: RefusalReason[],
    key: PrivateKey = this.key,
    application: ApplicationPayload = to.application,
  ): Promise<void> {
    const { id: applicationId, caseId } = application;
    const parts = { agency: this.clientId, caseId, applicationId, reasons, refusedAt: new Date().toISOString() };
    const refusal: RefusalPayload = { type: 'refusal', ...parts };
    await this.say(to, { kind: 'refusal', ...idsOf(to), jws: await sign('refusal', refusal, key) });
  }

  async status(to: ReceivedApplication, status: CaseStatus): Promise<void> {
    await this.say(to, { kind: 'status', ...idsOf(to), status });
  }

  async ask(to: ReceivedApplication, text: string, choices: { code: string; text: string }[]): Promise<string> {
    return this.say(to, { kind: 'question', ...idsOf(to), text, choices, multiple: false });
  }

  async decide(
    to: ReceivedApplication,
    outcome: DecisionOutcome,
    letter: Uint8Array,
    key: PrivateKey = this.key,
  ): Promise<void> {
    const file = await this.channel.upload(letter);
    const attachment: Attachment = {
      id: crypto.randomUUID(),
      name: 'Bescheid.pdf',
      mediaType: 'application/pdf',
      size: letter.length,
      sha256: await sha256(letter),
      file,
    };
    const { caseId } = to.application;
    const decidedAt = new Date().toISOString();
    const parts = { agency: this.clientId, caseId, outcome, text: 'Bescheid', files: [attachment], decidedAt };
    const decision: DecisionPayload = { type: 'decision', ...parts };
    await this.say(to, { kind: 'decision', ...idsOf(to), jws: await sign('decision', decision, key) });
    await this.say(to, { kind: 'attachment', ...idsOf(to), attachment });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.channel.stop();
  }

  async #take(arrived: IncomingEvent): Promise<void> {
    const event = await this.#read(arrived);
    if (event.own || event.trust === 'undecryptable') return;
    const content = readContent(event.type, event.content);
    const isExternal = content.kind === 'external';
    const read = isExternal
      ? await readExternal(content, await this.channel.download(content.block.file, content.block.size))
      : content;
    if (read.kind === 'hello') await this.#greet(event, read.block.jws);
    if (read.kind === 'application') await this.#receive(event, read.block.jws);
    this.heard.push({ event, read });
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  /** Somebody with a new identity has to be heard before their hello can attest it. */
  async #read(event: IncomingEvent): Promise<IncomingEvent> {
    if (event.failure !== 'SENDER_IDENTITY_PREVIOUSLY_VERIFIED') return event;
    await this.channel.readUnattested(event.sender);
    return this.channel.decrypt(event.raw);
  }

  async #greet(event: IncomingEvent, jws: string): Promise<void> {
    const { key, payload } = await verifyEmbedded('hello', jws);
    if (payload.userId !== event.sender || payload.roomId !== event.roomId) return;
    this.#accountKeys.set(event.sender, key);
    await this.channel.trust(event.sender, payload.masterKey);
  }

  async #receive(event: IncomingEvent, jws: string): Promise<void> {
    const key = this.#accountKeys.get(event.sender);
    if (!key) return;
    const application = await verify('application', jws, key);
    const received = { application, roomId: event.roomId, eventId: event.eventId, sender: event.sender };
    const isNew = !this.applications.some((other) => other.application.id === application.id);
    this.applications.push(received);
    if (!this.confirms || !isNew) return;
    await this.confirm(received);
    const understood = writeStatusResponse({
      eventId: event.eventId,
      fromDevice: this.channel.session.deviceId,
      status: 'success',
    });
    await this.channel.send(event.roomId, understood, crypto.randomUUID());
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** A new message's ids in the case of an application. */
export function idsOf(to: ReceivedApplication): { id: string; caseId: string } {
  return { id: crypto.randomUUID(), caseId: to.application.caseId };
}
