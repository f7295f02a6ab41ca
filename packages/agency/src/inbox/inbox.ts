import type { IncomingEvent } from '@posthorn/channel';
import type { JsonObject } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';

/**
 * - `pending`: to be processed, in the order of its line
 * - `undecryptable`: its key has not come yet; retried, never dropped
 * - `held`: readable, but its sender's identity is not attested; released by a valid hello
 * - `done`: processed, together with all its effects
 */
export type InboxState = 'pending' | 'undecryptable' | 'held' | 'done';

export interface InboxRow {
  eventId: string;
  roomId: string;
  sender: string;
  recordedAt: number;
  state: InboxState;
  /** Why it is held, deferred or was put aside: a code. */
  reason: string | null;
  attempts: number;
  event: IncomingEvent;
}

/**
 * Records events before anything acknowledges them. The same event twice is recorded once.
 *
 * `lineOf` says which events must keep their order among each other when one of them has to wait: those of one case.
 */
export function recordEvents(
  db: Database,
  events: readonly IncomingEvent[],
  options: { now: number; lineOf(event: IncomingEvent): string },
): void {
  for (const event of events) {
    const { raw, ...readable } = event;
    const [state, reason] = firstState(event);
    db.run(
      `INSERT INTO inbox (event_id, room_id, sender, sent_at, recorded_at, line, state, reason, raw, event)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING`,
      event.eventId,
      event.roomId,
      event.sender,
      event.sentAt,
      options.now,
      options.lineOf(event),
      state,
      reason,
      db.seal(`inbox.raw:${event.eventId}`, raw),
      db.seal(`inbox.event:${event.eventId}`, readable),
    );
  }
}

function firstState(event: IncomingEvent): [InboxState, string | null] {
  if (event.own) return ['done', 'own'];
  if (event.trust === 'plain') return ['done', 'not-encrypted'];
  if (event.trust === 'undecryptable') return ['undecryptable', event.failure];
  return ['pending', null];
}

/** The event after which the channel delivers: the last one recorded for the room. */
export function lastRecorded(db: Database, roomId: string): string | null {
  const row = db.get('SELECT event_id FROM inbox WHERE room_id = ? ORDER BY seq DESC LIMIT 1', roomId);
  return row ? String(row['event_id']) : null;
}

/**
 * The next row of a room that may be processed now: due, with nothing of its line before it still pending, and the line's first
 * event processed (an answer in the thread of an application that is not readable yet waits for it).
 */
export function nextPending(db: Database, roomId: string, now: number): InboxRow | null {
  const row = db.get(
    `SELECT * FROM inbox i WHERE room_id = ? AND state = 'pending' AND due_at <= ? AND NOT EXISTS (
       SELECT 1 FROM inbox e WHERE e.room_id = i.room_id AND e.line = i.line AND e.seq < i.seq
         AND (e.state = 'pending' OR (e.state <> 'done' AND e.event_id = i.line)))
     ORDER BY seq LIMIT 1`,
    roomId,
    now,
  );
  return row ? toInboxRow(db, row) : null;
}

/** When the next deferred row of the room is due, or null. */
export function nextDue(db: Database, roomId: string, now: number): number | null {
  const due = db.get(
    `SELECT min(due_at) AS due FROM inbox WHERE room_id = ? AND state = 'pending' AND due_at > ?`,
    roomId,
    now,
  )?.['due'];
  return typeof due === 'number' ? due : null;
}

export function markDone(db: Database, eventId: string, reason: string | null): void {
  db.run(`UPDATE inbox SET state = 'done', reason = ? WHERE event_id = ?`, reason, eventId);
}

export function markHeld(db: Database, eventId: string, reason: string): void {
  db.run(`UPDATE inbox SET state = 'held', reason = ? WHERE event_id = ?`, reason, eventId);
}

export function deferRow(db: Database, eventId: string, reason: string, dueAt: number): void {
  db.run('UPDATE inbox SET attempts = attempts + 1, reason = ?, due_at = ? WHERE event_id = ?', reason, dueAt, eventId);
}

/** Takes over what an event has become after its key arrived or its sender was attested. True when it waits to be processed now. */
export function recordReadable(db: Database, event: IncomingEvent, line: string): boolean {
  if (event.trust === 'undecryptable' || event.trust === 'plain') return false;
  const { raw: _raw, ...readable } = event;
  const changed = db.run(
    `UPDATE inbox SET state = 'pending', reason = NULL, attempts = 0, due_at = 0, line = ?, event = ?
     WHERE event_id = ? AND state IN ('undecryptable', 'held')`,
    line,
    db.seal(`inbox.event:${event.eventId}`, readable),
    event.eventId,
  );
  return changed > 0;
}

/** The events as the server sent them, oldest first, of all rows in a state (of one sender, if given). */
export function rawEvents(db: Database, state: 'undecryptable' | 'held', sender?: string): JsonObject[] {
  const rows = db.all(
    'SELECT event_id, raw FROM inbox WHERE state = ? AND (? IS NULL OR sender = ?) ORDER BY seq',
    state,
    sender ?? null,
    sender ?? null,
  );
  return rows.map((row) => db.open(`inbox.raw:${String(row['event_id'])}`, row['raw']) as JsonObject);
}

/** Rooms in which something waits to be processed. */
export function pendingRooms(db: Database): string[] {
  return db.all(`SELECT DISTINCT room_id FROM inbox WHERE state = 'pending'`).map((row) => String(row['room_id']));
}

/** How many rows are in each state. */
export function countInbox(db: Database): Record<InboxState, number> {
  const counts: Record<InboxState, number> = { pending: 0, undecryptable: 0, held: 0, done: 0 };
  for (const row of db.all('SELECT state, count(*) AS n FROM inbox GROUP BY state')) {
    counts[row['state'] as InboxState] = Number(row['n']);
  }
  return counts;
}

function toInboxRow(db: Database, row: Row): InboxRow {
  const eventId = String(row['event_id']);
  return {
    eventId,
    roomId: String(row['room_id']),
    sender: String(row['sender']),
    recordedAt: Number(row['recorded_at']),
    state: row['state'] as InboxState,
    reason: row['reason'] as string | null,
    attempts: Number(row['attempts']),
    event: {
      ...(db.open(`inbox.event:${eventId}`, row['event']) as JsonObject),
      raw: db.open(`inbox.raw:${eventId}`, row['raw']) as JsonObject,
    } as unknown as IncomingEvent,
  };
}
