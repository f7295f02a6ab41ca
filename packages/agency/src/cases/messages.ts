import type { BlockKind, JsonObject } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';

/** One entry of a case's history, or a message of a connection outside of any case. */
export interface CaseMessage {
  /** Message id; for messages of ordinary clients the event id. */
  id: string;
  caseId: string | null;
  roomId: string;
  direction: 'in' | 'out';
  /** `text`: written with an ordinary client. `malformed`: could not be read. */
  kind: BlockKind | 'text' | 'malformed';
  /** Why it had no effect: a code, as `question-answered`. Null for everything ordinary. */
  note: string | null;
  /** Milliseconds since 1970: when the gateway recorded or wrote it. */
  at: number;
  /** What was said. Text of strangers: show it as text, never as HTML. */
  body: JsonObject;
}

export type NewMessage = CaseMessage & { eventId: string | null };

/** Adds to the history; the same message of one side is kept once. */
export function recordMessage(db: Database, message: NewMessage): void {
  db.run(
    `INSERT INTO messages (id, room_id, case_id, direction, kind, note, event_id, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room_id, direction, id) DO NOTHING`,
    message.id,
    message.roomId,
    message.caseId,
    message.direction,
    message.kind,
    message.note,
    message.eventId,
    message.at,
    db.seal(`messages:${message.roomId}:${message.direction}:${message.id}`, message.body),
  );
}

export function findMessage(db: Database, roomId: string, direction: 'in' | 'out', id: string): CaseMessage | null {
  const row = db.get('SELECT * FROM messages WHERE room_id = ? AND direction = ? AND id = ?', roomId, direction, id);
  return row ? toMessage(db, row) : null;
}

export function messagesOfCase(db: Database, caseId: string): CaseMessage[] {
  return db.all('SELECT * FROM messages WHERE case_id = ? ORDER BY seq', caseId).map((row) => toMessage(db, row));
}

/** Messages that belong to no case, oldest first. */
export function unassignedMessages(db: Database): CaseMessage[] {
  return db.all('SELECT * FROM messages WHERE case_id IS NULL ORDER BY seq').map((row) => toMessage(db, row));
}

/** Files a message under a case, by a case worker. */
export function assignMessage(db: Database, roomId: string, id: string, caseId: string): void {
  db.run(
    `UPDATE messages SET case_id = ? WHERE room_id = ? AND id = ? AND direction = 'in' AND case_id IS NULL`,
    caseId,
    roomId,
    id,
  );
}

function toMessage(db: Database, row: Row): CaseMessage {
  const id = String(row['id']);
  const roomId = String(row['room_id']);
  const direction = row['direction'] as 'in' | 'out';
  return {
    id,
    caseId: row['case_id'] as string | null,
    roomId,
    direction,
    kind: row['kind'] as CaseMessage['kind'],
    note: row['note'] as string | null,
    at: Number(row['at']),
    body: db.open(`messages:${roomId}:${direction}:${id}`, row['body']) as JsonObject,
  };
}
