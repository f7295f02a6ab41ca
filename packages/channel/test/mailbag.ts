import {
  openChannel,
  type Channel,
  type ChannelStore,
  type IncomingEvent,
  type Invitation,
  type Session,
} from '../src/index.ts';
import { openMemoryStore } from '../src/node-store.ts';

/** A device for tests: keeps what arrives and lets a story wait for it. */
export class Mailbag implements AsyncDisposable {
  readonly channel: Channel;
  readonly userId: string;
  readonly events: IncomingEvent[] = [];
  readonly invitations: Invitation[] = [];
  #waiting: (() => void)[] = [];
  #failing = false;

  constructor(channel: Channel) {
    this.channel = channel;
    this.userId = channel.session.userId;
  }

  /** Opens a channel on a throw-away store (or the given one) and starts it; events come from `cursor` on. */
  static async open(session: Session, options: { store?: ChannelStore; cursor?: string } = {}): Promise<Mailbag> {
    const store = options.store ?? (await openMemoryStore());
    const { homeserver, userId, deviceId, accessToken } = session;
    const channel = await openChannel({ session: { homeserver, userId, deviceId, accessToken }, store });
    const bag = new Mailbag(channel);
    await channel.start({
      cursor: () => options.cursor ?? null,
      onEvents: (_roomId, events) => bag.#keep(events),
      onDecrypted: (event) => bag.#replace(event),
      onInvite: (invitation) => {
        bag.invitations.push(invitation);
        bag.#wake();
        return Promise.resolve();
      },
    });
    return bag;
  }

  /** The first event that fits, waiting for it when it has not arrived yet. */
  next(fits: (event: IncomingEvent) => boolean): Promise<IncomingEvent> {
    return this.#until(() => this.events.find(fits));
  }

  /** The first room this device was invited to. */
  invited(): Promise<string> {
    return this.#until(() => this.invitations[0]?.roomId);
  }

  /** The handler throws at the next batch, as one does whose disk is full for a moment. */
  failNext(): void {
    this.#failing = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.channel.stop();
  }

  #keep(events: IncomingEvent[]): Promise<void> {
    if (this.#failing) {
      this.#failing = false;
      return Promise.reject(new Error('no space left'));
    }
    this.events.push(...events);
    this.#wake();
    return Promise.resolve();
  }

  #replace(event: IncomingEvent): Promise<void> {
    const index = this.events.findIndex((known) => known.eventId === event.eventId);
    this.events.splice(index, 1, event);
    this.#wake();
    return Promise.resolve();
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
