import type { Invitation } from '@posthorn/channel';
import type { Database, Row } from './database.ts';

/** A room that somebody wants the agency in, and that waits until the operator has confirmed the connection. */
export interface WaitingInvitation extends Invitation {
  /** How often the operator was asked about it in vain. */
  attempts: number;
  /** Milliseconds since 1970. */
  dueAt: number;
}

/** Remembers an invitation. The same again, as it comes after a restart, is due at once. */
export function recordInvitation(db: Database, { roomId, inviter, connectionId }: Invitation): void {
  db.run(
    `INSERT INTO invitations (room_id, user_id, connection_id) VALUES (?, ?, ?)
     ON CONFLICT (room_id) DO UPDATE
     SET user_id = excluded.user_id, connection_id = excluded.connection_id, attempts = 0, due_at = 0`,
    roomId,
    inviter,
    connectionId,
  );
}

export function readInvitation(db: Database, roomId: string): WaitingInvitation | null {
  const row = db.get('SELECT * FROM invitations WHERE room_id = ?', roomId);
  return row ? toInvitation(row) : null;
}

export function deferInvitation(db: Database, roomId: string, dueAt: number): void {
  db.run('UPDATE invitations SET attempts = attempts + 1, due_at = ? WHERE room_id = ?', dueAt, roomId);
}

export function forgetInvitation(db: Database, roomId: string): void {
  db.run('DELETE FROM invitations WHERE room_id = ?', roomId);
}

/** Makes the rooms due that may be joined now that this connection of this user is confirmed. @returns their ids */
export function hastenInvitations(db: Database, connectionId: string, userId: string): string[] {
  return db
    .all(
      'UPDATE invitations SET due_at = 0 WHERE user_id = ? OR connection_id = ? RETURNING room_id',
      userId,
      connectionId,
    )
    .map((row) => String(row['room_id']));
}

export function invitedRooms(db: Database): string[] {
  return db.all('SELECT room_id FROM invitations').map((row) => String(row['room_id']));
}

export function countInvitations(db: Database): number {
  return Number(db.get('SELECT count(*) AS n FROM invitations')?.['n'] ?? 0);
}

function toInvitation(row: Row): WaitingInvitation {
  return {
    roomId: String(row['room_id']),
    inviter: String(row['user_id']),
    connectionId: row['connection_id'] as string | null,
    attempts: Number(row['attempts']),
    dueAt: Number(row['due_at']),
  };
}
