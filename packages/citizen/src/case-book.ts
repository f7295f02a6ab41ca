import type { PublicKey } from '@posthorn/protocol';
import { emptyCase, noteProcessing, reduceCase, type CaseState } from './case-model.ts';
import type { CaseEvent, ProcessingNote } from './case-event.ts';
import type { Connection } from './connection.ts';
import type { EventLog, LogEntry } from './event-log.ts';
import { interpret } from './interpret.ts';
import type { InterpretContext } from './interpret-context.ts';

interface CaseBookParts {
  log: EventLog;
  userId: string;
  accountKey: PublicKey;
  onChange(caseId: string): void;
}

/** All cases of the person, made from the events of the rooms and kept up to date with them. */
export class CaseBook {
  readonly #parts: CaseBookParts;
  readonly #connections = new Map<string, Connection>();
  readonly #cases = new Map<string, CaseState>();
  readonly #caseOfEvent = new Map<string, string>();
  /** Notes that came before the event they speak of was readable. */
  readonly #notes: ProcessingNote[] = [];

  constructor(parts: CaseBookParts) {
    this.#parts = parts;
  }

  /** Which connection each room belongs to; rooms that became known or whose keys changed are read anew. */
  async setConnections(connections: readonly Connection[]): Promise<void> {
    for (const connection of connections) {
      const { roomId, userId, formerRooms } = connection;
      for (const former of formerRooms) await this.#setRoom(former.roomId, { ...connection, userId: former.userId });
      if (roomId) await this.#setRoom(roomId, { ...connection, userId });
    }
  }

  async #setRoom(roomId: string, connection: Connection): Promise<void> {
    const known = this.#connections.get(roomId);
    this.#connections.set(roomId, connection);
    if (known?.userId === connection.userId && known.agencyKey.kid === connection.agencyKey.kid) return;
    await this.rebuild(roomId);
  }

  connectionOf(roomId: string): Connection | null {
    return this.#connections.get(roomId) ?? null;
  }

  get(caseId: string): CaseState | null {
    return this.#cases.get(caseId) ?? null;
  }

  all(): CaseState[] {
    return [...this.#cases.values()];
  }

  /** Takes in new events of a room, in order. Those of a room without a known connection wait in the log. */
  async add(roomId: string, entries: readonly LogEntry[]): Promise<void> {
    const connection = this.#connections.get(roomId);
    if (!connection) return;
    for (const entry of entries) {
      const event = await interpret(entry, this.#context(connection));
      if (event) this.#apply(roomId, event);
    }
  }

  /** Reads all events of a room again: after one became readable, others may mean something else. */
  async rebuild(roomId: string): Promise<void> {
    for (const [id, state] of this.#cases) {
      if (state.roomId === roomId) this.#cases.set(id, emptyCase(id, roomId));
    }
    await this.add(roomId, this.#parts.log.entries(roomId));
    for (const [id, state] of this.#cases) {
      if (state.roomId === roomId && state.events.length === 0) this.#cases.delete(id);
    }
  }

  #context(connection: Connection): InterpretContext {
    return {
      connection,
      userId: this.#parts.userId,
      accountKey: this.#parts.accountKey,
      caseOf: (eventId) => this.#caseOfEvent.get(eventId) ?? null,
      applicationOf: (caseId) => {
        const events = this.#cases.get(caseId)?.events ?? [];
        return events.filter((event) => event.kind === 'application').find((event) => event.verified) ?? null;
      },
    };
  }

  #apply(roomId: string, event: CaseEvent | ProcessingNote): void {
    if (event.kind === 'processing') {
      if (!this.#note(event)) this.#notes.push(event);
      return;
    }
    const state = this.#cases.get(event.caseId) ?? emptyCase(event.caseId, roomId);
    // A case belongs to the room it began in: no other agency can speak in it.
    if (state.roomId !== roomId) return;
    this.#caseOfEvent.set(event.eventId, event.caseId);
    this.#cases.set(event.caseId, reduceCase(state, event));
    for (const note of this.#notes.filter((pending) => pending.of === event.eventId)) this.#note(note);
    this.#parts.onChange(event.caseId);
  }

  #note(note: ProcessingNote): boolean {
    const caseId = this.#caseOfEvent.get(note.of);
    const state = caseId === undefined ? undefined : this.#cases.get(caseId);
    if (!state) return false;
    this.#cases.set(state.id, noteProcessing(state, note));
    this.#parts.onChange(state.id);
    return true;
  }
}
