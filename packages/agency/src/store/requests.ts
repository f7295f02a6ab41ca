import type { Json } from '@posthorn/protocol';
import type { PermissionWish } from '../data/wishes.ts';
import type { Database, Row } from './database.ts';

/** A later PERMISSION_REQUEST that the person has not answered yet. */
export interface WaitingRequest {
  sid: string;
  connectionId: string;
  wishes: readonly PermissionWish[];
  /** Milliseconds since 1970. */
  at: number;
}

export function writeRequest(db: Database, { sid, connectionId, wishes, at }: WaitingRequest): void {
  db.run(
    'INSERT INTO requests (sid, connection_id, at, wishes) VALUES (?, ?, ?, ?)',
    sid,
    connectionId,
    at,
    db.seal(`requests:${sid}`, wishes as unknown as Json),
  );
}

export function readRequest(db: Database, sid: string): WaitingRequest | null {
  const row = db.get('SELECT * FROM requests WHERE sid = ?', sid);
  return row ? toRequest(db, row) : null;
}

export function requestsOf(db: Database, connectionId: string): WaitingRequest[] {
  return db
    .all('SELECT * FROM requests WHERE connection_id = ? ORDER BY at', connectionId)
    .map((row) => toRequest(db, row));
}

/** It is answered, or was never sent. */
export function forgetRequest(db: Database, connectionId: string, sid: string): void {
  db.run('DELETE FROM requests WHERE connection_id = ? AND sid = ?', connectionId, sid);
}

function toRequest(db: Database, row: Row): WaitingRequest {
  const sid = String(row['sid']);
  return {
    sid,
    connectionId: String(row['connection_id']),
    at: Number(row['at']),
    wishes: db.open(`requests:${sid}`, row['wishes']) as unknown as PermissionWish[],
  };
}
