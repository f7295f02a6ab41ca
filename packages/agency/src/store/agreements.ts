import type { AgreedPermission } from '../connections/agreed-permission.ts';
import type { Json, Language } from '@posthorn/protocol';
import type { Database, Row } from './database.ts';

/** A connection as the operator has confirmed it: the person's own signed agreement, and what it says. */
export interface Agreement {
  connectionId: string;
  /** Thumbprint of the account key that signed it. */
  account: string;
  /** The Matrix user whose room is the connection's, or null for somebody who has no room. */
  userId: string | null;
  language: Language;
  /** Seconds since 1970: of two agreements the later one counts. */
  signedAt: number;
  /** Every permission that was decided about so far. */
  permissions: AgreedPermission[];
  /** The newest CONNECTION, as the person signed it. */
  jws: string;
}

export function readAgreement(db: Database, connectionId: string): Agreement | null {
  const row = db.get('SELECT * FROM agreements WHERE connection_id = ?', connectionId);
  return row ? toAgreement(db, row) : null;
}

/** The latest confirmed connection of a Matrix user, or null. */
export function agreementOfUser(db: Database, userId: string): Agreement | null {
  const row = db.get('SELECT * FROM agreements WHERE user_id = ? ORDER BY signed_at DESC LIMIT 1', userId);
  return row ? toAgreement(db, row) : null;
}

export function writeAgreement(db: Database, agreement: Agreement): void {
  const { connectionId, account, userId, signedAt, language, permissions, jws } = agreement;
  db.run(
    `INSERT INTO agreements (connection_id, account, user_id, signed_at, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (connection_id) DO UPDATE
     SET user_id = excluded.user_id, signed_at = excluded.signed_at, body = excluded.body`,
    connectionId,
    account,
    userId,
    signedAt,
    db.seal(place(connectionId), { language, permissions, jws } as unknown as Json),
  );
}

function toAgreement(db: Database, row: Row): Agreement {
  const connectionId = String(row['connection_id']);
  const body = db.open(place(connectionId), row['body']) as unknown as Pick<
    Agreement,
    'language' | 'permissions' | 'jws'
  >;
  return {
    connectionId,
    account: String(row['account']),
    userId: row['user_id'] as string | null,
    signedAt: Number(row['signed_at']),
    ...body,
  };
}

function place(connectionId: string): string {
  return `agreements:${connectionId}`;
}
