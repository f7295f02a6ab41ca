import type { Language, PublicKey } from '@posthorn/protocol';
import type { Database, Row } from './database.ts';

/** A person as this agency pinned them at the first hello of their present account. */
export interface Contact {
  userId: string;
  /** Whatever this user signs must be signed by this key. */
  accountKey: PublicKey;
  /** The Matrix master key that the account key attested last. */
  masterKey: string;
  /** `iat` (seconds) of the last hello: an older attestation of another master key is a replay. */
  helloAt: number;
}

/** A person's room with this agency. */
export interface Connection {
  roomId: string;
  connectionId: string;
  userId: string;
  language: Language;
}

export function readContact(db: Database, userId: string): Contact | null {
  const row = db.get('SELECT * FROM contacts WHERE user_id = ?', userId);
  if (!row) return null;
  return {
    userId,
    accountKey: JSON.parse(String(row['account_key'])) as PublicKey,
    masterKey: String(row['master_key']),
    helloAt: Number(row['hello_at']),
  };
}

/**
 * Pins a contact. Somebody who has lost all keys begins a new account with the same Matrix user: another account key than before makes it
 * another contact, and closes the rooms of the former one.
 */
export function writeContact(db: Database, contact: Contact): void {
  const former = readContact(db, contact.userId);
  if (former && former.accountKey.kid !== contact.accountKey.kid) {
    db.run('INSERT OR IGNORE INTO former_rooms SELECT room_id FROM connections WHERE user_id = ?', contact.userId);
  }
  db.run(
    `INSERT INTO contacts (user_id, kid, account_key, master_key, hello_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE
     SET kid = excluded.kid, account_key = excluded.account_key, master_key = excluded.master_key, hello_at = excluded.hello_at`,
    contact.userId,
    contact.accountKey.kid,
    JSON.stringify(contact.accountKey),
    contact.masterKey,
    contact.helloAt,
  );
}

export function connectionOfRoom(db: Database, roomId: string): Connection | null {
  const row = db.get('SELECT * FROM connections WHERE room_id = ?', roomId);
  return row ? toConnection(row) : null;
}

/** Whether a room belongs to a former account of its user: what is said there is neither heard nor answered any more. */
export function isFormerRoom(db: Database, roomId: string): boolean {
  return db.get('SELECT 1 FROM former_rooms WHERE room_id = ?', roomId) !== undefined;
}

/** The person's latest room of a connection. */
export function connectionById(db: Database, connectionId: string): Connection | null {
  const row = db.get('SELECT * FROM connections WHERE connection_id = ? ORDER BY made_at DESC LIMIT 1', connectionId);
  return row ? toConnection(row) : null;
}

export function countConnections(db: Database): number {
  return Number(db.get('SELECT count(*) AS n FROM connections')?.['n'] ?? 0);
}

export function listConnections(db: Database): Connection[] {
  return db.all('SELECT * FROM connections ORDER BY made_at').map(toConnection);
}

export function roomsOfUser(db: Database, userId: string): string[] {
  return db.all('SELECT room_id FROM connections WHERE user_id = ?', userId).map((row) => String(row['room_id']));
}

export function writeConnection(db: Database, connection: Connection, now: number): void {
  db.run(
    `INSERT INTO connections (room_id, connection_id, user_id, language, made_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (room_id) DO UPDATE SET language = excluded.language`,
    connection.roomId,
    connection.connectionId,
    connection.userId,
    connection.language,
    now,
  );
}

function toConnection(row: Row): Connection {
  return {
    roomId: String(row['room_id']),
    connectionId: String(row['connection_id']),
    userId: String(row['user_id']),
    language: row['language'] as Language,
  };
}
