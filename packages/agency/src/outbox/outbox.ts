import { randomUUID } from 'node:crypto';
import type { Json } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';
import type { Draft } from './draft.ts';

export interface OutboxRow {
  seq: number;
  /** Message id and transaction id: the homeserver takes it once, however often it is sent. */
  id: string;
  roomId: string;
  caseId: string | null;
  attempts: number;
  dueAt: number;
  draft: Draft;
  /** The event as it is going to be sent, once it was composed; retries send the same. */
  content: OutgoingEvent | null;
}

export interface OutgoingEvent {
  type: string;
  content: Record<string, Json>;
}

/** Puts a message into the outbox, within the transaction of whatever it is an effect of. Returns its message id. */
export function enqueue(db: Database, roomId: string, caseId: string | null, draft: Draft): string {
  const id = draft.id ?? randomUUID();
  db.run(
    `INSERT INTO outbox (id, room_id, case_id, kind, state, draft) VALUES (?, ?, ?, ?, 'waiting', ?)`,
    id,
    roomId,
    caseId,
    draft.kind,
    db.seal(`outbox.draft:${id}`, draft as unknown as Json),
  );
  return id;
}

/** The first message of the room that is not sent yet. */
export function nextWaiting(db: Database, roomId: string): OutboxRow | null {
  const row = db.get(`SELECT * FROM outbox WHERE room_id = ? AND state = 'waiting' ORDER BY seq LIMIT 1`, roomId);
  return row ? toOutboxRow(db, row) : null;
}

export function waitingRooms(db: Database): string[] {
  return db.all(`SELECT DISTINCT room_id FROM outbox WHERE state = 'waiting'`).map((row) => String(row['room_id']));
}

export function writeContent(db: Database, id: string, event: OutgoingEvent): void {
  db.run('UPDATE outbox SET content = ? WHERE id = ?', db.seal(`outbox.content:${id}`, event as unknown as Json), id);
}

/**
 * A message is on the server: the send returned, or our own event came back in sync. The first event of a case that the agency
 * opened becomes the root of its thread.
 */
export function markSent(db: Database, id: string, eventId: string): void {
  db.transaction(() => {
    const row = db.get('SELECT case_id FROM outbox WHERE id = ?', id);
    if (!row) return;
    db.run(`UPDATE outbox SET state = 'done', reason = NULL, event_id = ? WHERE id = ?`, eventId, id);
    db.run('UPDATE messages SET event_id = ? WHERE id = ? AND direction = ?', eventId, id, 'out');
    if (row['case_id'] !== null) {
      db.run('UPDATE cases SET root = ? WHERE id = ? AND root IS NULL', eventId, String(row['case_id']));
    }
  });
}

export function deferSending(db: Database, id: string, reason: string, dueAt: number): void {
  db.run('UPDATE outbox SET attempts = attempts + 1, reason = ?, due_at = ? WHERE id = ?', reason, dueAt, id);
}

/** Sets a message aside that can never be sent, so that the next one goes on. The case's history shows the code. */
export function markFailed(db: Database, id: string, code: string): void {
  db.transaction(() => {
    db.run(`UPDATE outbox SET state = 'failed', attempts = attempts + 1, reason = ? WHERE id = ?`, code, id);
    db.run('UPDATE messages SET note = ? WHERE id = ? AND direction = ?', code, id, 'out');
  });
}

/** What waits in the room may be tried again now: the other side was attested, or the line is back. */
export function retryRoom(db: Database, roomId: string): void {
  db.run(`UPDATE outbox SET due_at = 0, attempts = 0 WHERE room_id = ? AND state = 'waiting'`, roomId);
}

/** Whether a message of the case has an event already, and which case that is. */
export function caseOfEvent(db: Database, eventId: string): string | null {
  const row = db.get('SELECT case_id FROM outbox WHERE event_id = ?', eventId);
  return row ? (row['case_id'] as string | null) : null;
}

/** The message id of one of our events. */
export function messageOfEvent(db: Database, eventId: string): string | null {
  const row = db.get('SELECT id FROM outbox WHERE event_id = ?', eventId);
  return row ? String(row['id']) : null;
}

/** How many messages are not sent: those that wait, and those that never can be. */
export interface OutboxCounts {
  waiting: number;
  failed: number;
}

export function countOutbox(db: Database): OutboxCounts {
  const counts: OutboxCounts = { waiting: 0, failed: 0 };
  for (const row of db.all(`SELECT state, count(*) AS n FROM outbox WHERE state <> 'done' GROUP BY state`)) {
    counts[row['state'] as keyof OutboxCounts] = Number(row['n']);
  }
  return counts;
}

function toOutboxRow(db: Database, row: Row): OutboxRow {
  const id = String(row['id']);
  return {
    seq: Number(row['seq']),
    id,
    roomId: String(row['room_id']),
    caseId: row['case_id'] as string | null,
    attempts: Number(row['attempts']),
    dueAt: Number(row['due_at']),
    draft: db.open(`outbox.draft:${id}`, row['draft']) as unknown as Draft,
    content:
      row['content'] === null ? null : (db.open(`outbox.content:${id}`, row['content']) as unknown as OutgoingEvent),
  };
}
