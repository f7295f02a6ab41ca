import { createHash } from 'node:crypto';
import type { Json } from '@posthorn/protocol';
import type { PermissionWish } from '../data/wishes.ts';
import type { Database, Row } from './database.ts';

/** A sign-in at one of the agency's own pages. */
export interface LoginSession {
  /** Secret between the page and its agency. On disk there is only its hash. */
  id: string;
  /** Stands in the QR code, so anybody who sees the page knows it. */
  sid: string;
  /** What is asked for when the person is new here; null: what the configuration says. */
  wishes: PermissionWish[] | null;
  /** `egendata://account/<JWT>`, for the QR code and the link. */
  url: string;
  /** Who signed in, or null. */
  connectionId: string | null;
  /** Milliseconds since 1970: until then it waits, or once somebody signed in, counts. */
  expiresAt: number;
}

/** Sessions are kept that much longer, in ms: an agreement may come days after the session that asked for it. */
const remembered = 4 * 24 * 3_600_000;

export function writeLogin(db: Database, { id, sid, wishes, url, expiresAt }: LoginSession, now: number): void {
  db.run('DELETE FROM logins WHERE expires_at < ?', now - remembered);
  db.run(
    'INSERT INTO logins (digest, sid, expires_at, body) VALUES (?, ?, ?, ?)',
    digestOf(id),
    sid,
    expiresAt,
    db.seal(`logins:${sid}`, { wishes, url } as unknown as Json),
  );
}

export function readLogin(db: Database, id: string): Omit<LoginSession, 'id'> | null {
  const row = db.get('SELECT * FROM logins WHERE digest = ?', digestOf(id));
  return row ? toLogin(db, row) : null;
}

export function readLoginBySid(db: Database, sid: string): Omit<LoginSession, 'id'> | null {
  const row = db.get('SELECT * FROM logins WHERE sid = ?', sid);
  return row ? toLogin(db, row) : null;
}

/** Signs a connection in, once, while the session waits. @returns whether it did */
export function settleLogin(
  db: Database,
  sid: string,
  connectionId: string,
  times: { now: number; expiresAt: number },
): boolean {
  const changed = db.run(
    'UPDATE logins SET connection_id = ?, expires_at = ? WHERE sid = ? AND connection_id IS NULL AND expires_at > ?',
    connectionId,
    times.expiresAt,
    sid,
    times.now,
  );
  return changed > 0;
}

function toLogin(db: Database, row: Row): Omit<LoginSession, 'id'> {
  const sid = String(row['sid']);
  const { wishes, url } = db.open(`logins:${sid}`, row['body']) as unknown as Pick<LoginSession, 'wishes' | 'url'>;
  return {
    sid,
    wishes,
    url,
    connectionId: row['connection_id'] as string | null,
    expiresAt: Number(row['expires_at']),
  };
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
