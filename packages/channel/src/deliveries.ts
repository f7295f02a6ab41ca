import {
  KnownMembership,
  type MatrixClient,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
} from 'matrix-js-sdk';
import type { ChannelHandlers } from './channel-types.ts';
import { toIncomingEvent } from './incoming-event.ts';
import { decryptAgain } from './rust-crypto-access.ts';
import type { SentMessages } from './sent-messages.ts';
import { RoomStream } from './room-stream.ts';

/** Member of a room's create event that names the connection which the room is for. */
export const connectionMember = 'org.posthorn.connection';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const UNREADABLE = 'unreadable';

/** Carries what arrives to the application's handlers: room by room, invitations, and what becomes readable late. */
export class Deliveries {
  readonly #client: MatrixClient;
  readonly #handlers: ChannelHandlers;
  readonly #sent: SentMessages;
  readonly #streams = new Map<string, RoomStream>();
  readonly #touched = new Set<string>();
  readonly #invited = new Set<string>();
  /** Rooms that this account is in although what came last of their state says that it is invited. */
  readonly #inside = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #retries = new Map<string, { timer: NodeJS.Timeout; delay: number }>();
  readonly #unreadable = new Set<MatrixEvent>();
  #stopped = false;

  constructor(client: MatrixClient, handlers: ChannelHandlers, sent: SentMessages) {
    this.#sent = sent;
    this.#client = client;
    this.#handlers = handlers;
  }

  touch(roomId: string): void {
    this.#touched.add(roomId);
  }

  /** After every sync response; after the first one every room is looked at. */
  afterSync(first: boolean): void {
    if (this.#stopped) return;
    for (const room of this.#client.getRooms()) {
      const membership = room.getMyMembership();
      if (membership === KnownMembership.Join || this.#inside.has(room.roomId)) {
        if (first || this.#touched.has(room.roomId)) this.#advance(room, 0);
      } else if (membership === KnownMembership.Invite) {
        this.#invite(room, 0);
      }
    }
    this.#touched.clear();
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    await this.idle();
  }

  #advance(room: Room, delay: number): void {
    this.#track(this.#streamOf(room).advance(), () =>
      this.#later(room.roomId, delay, (next) => this.#advance(room, next)),
    );
  }

  #invite(room: Room, delay: number): void {
    const inviter = room.getMember(this.#client.getSafeUserId())?.events.member?.getSender();
    if (!inviter || this.#invited.has(room.roomId) || !this.#handlers.onInvite) return;
    this.#invited.add(room.roomId);
    this.#track(this.#accept(room, inviter), () =>
      this.#later(`invite ${room.roomId}`, delay, (next) => {
        this.#invited.delete(room.roomId);
        if (room.getMyMembership() === KnownMembership.Invite) this.#invite(room, next);
      }),
    );
  }

  async #accept(room: Room, inviter: string): Promise<void> {
    const { roomId } = room;
    if (await this.#isInside(room)) {
      this.#inside.add(roomId);
      this.#advance(room, 0);
    } else {
      await this.#handlers.onInvite?.({ roomId, inviter, connectionId: connectionOf(room) });
    }
    // Left and invited again, it is a new invitation.
    room.once(RoomEvent.MyMembership, () => {
      this.#invited.delete(roomId);
      this.#inside.delete(roomId);
    });
  }

  /**
   * A message that was sent while this account joined brings the state that its sender knew, and the sync (Matrix spec, "state") gives that
   * one: "invited". Only who is, or was, in a room gets its timeline, so then the homeserver is asked.
   */
  async #isInside(room: Room): Promise<boolean> {
    if (room.getLiveTimeline().getEvents().length === 0) return false;
    return (await this.#client.getJoinedRooms()).joined_rooms.includes(room.roomId);
  }

  #streamOf(room: Room): RoomStream {
    const known = this.#streams.get(room.roomId);
    if (known) return known;
    const stream = new RoomStream({
      client: this.#client,
      room,
      cursor: () => this.#handlers.cursor(room.roomId),
      onEvents: (events) => this.#handlers.onEvents(room.roomId, events),
      onPending: (event) => this.#whenReadable(event),
      sent: this.#sent,
    });
    this.#streams.set(room.roomId, stream);
    return stream;
  }

  #whenReadable(event: MatrixEvent): void {
    this.#unreadable.add(event);
    const onDecrypted = (): void => {
      if (event.isDecryptionFailure() || this.#stopped) return;
      event.off(MatrixEventEvent.Decrypted, onDecrypted);
      this.#unreadable.delete(event);
      const handed = toIncomingEvent(this.#client, event).then((incoming) => this.#handlers.onDecrypted?.(incoming));
      // The application keeps the ciphertext and tries again itself (`decrypt`) when handling it failed now.
      this.#track(handed, () => {});
    };
    event.on(MatrixEventEvent.Decrypted, onDecrypted);
    if (!this.#retries.has(UNREADABLE)) this.#later(UNREADABLE, 0, (delay) => this.#readAgain(delay));
  }

  /** A key that did not come by itself may have reached the backup meanwhile; another try asks for it. */
  #readAgain(delay: number): void {
    this.#retries.delete(UNREADABLE);
    if (this.#stopped || this.#unreadable.size === 0) return;
    for (const event of this.#unreadable) {
      this.#track(decryptAgain(this.#client, event), () => {});
    }
    this.#later(UNREADABLE, delay, (next) => this.#readAgain(next));
  }

  #track(work: Promise<void> | undefined, onFailure: () => void): void {
    if (!work) return;
    const tracked: Promise<void> = work
      .catch(() => {
        if (!this.#stopped) onFailure();
      })
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #later(what: string, delay: number, work: (delay: number) => void): void {
    const next = Math.min(Math.max(delay * 2, FIRST_RETRY_MS), LAST_RETRY_MS);
    clearTimeout(this.#retries.get(what)?.timer);
    const timer = setTimeout(() => work(next), next);
    this.#retries.set(what, { timer, delay: next });
  }
}

/** The create event is part of every invitation (Matrix spec, "Stripped state"), and nobody can change it later. */
function connectionOf(room: Room): string | null {
  const created = room.currentState.getStateEvents('m.room.create', '')?.getContent<Record<string, unknown>>();
  const connectionId = created?.[connectionMember];
  return typeof connectionId === 'string' ? connectionId : null;
}
