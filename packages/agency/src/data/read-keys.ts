import {
  generateDataKey,
  publicDataKey,
  type AgreementPrivateKey,
  type DataKey,
  type JsonObject,
} from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { Database, Row } from '../store/database.ts';

/**
 * The key with which this agency reads an area, made when it is first asked for. Data is encrypted to it wherever a person agrees, so it
 * is kept for good.
 */
export async function readKeyFor(context: Context, domain: string, area: string): Promise<AgreementPrivateKey> {
  const known = findKey(context.db, domain, area);
  if (known) return known;
  const made = await generateDataKey('ES', context.readKeyId);
  context.db.run(
    'INSERT INTO read_keys (kid, domain, area, key) VALUES (?, ?, ?, ?) ON CONFLICT (domain, area) DO NOTHING',
    made.kid,
    domain,
    area,
    context.db.seal(place(made.kid), { ...made }),
  );
  // Another request may have been first: then its key counts.
  return findKey(context.db, domain, area) ?? made;
}

/** The read key of this id, or null. */
export function readKeyById(db: Database, kid: string): AgreementPrivateKey | null {
  const row = db.get('SELECT kid, key FROM read_keys WHERE kid = ?', kid);
  return row ? toKey(db, row) : null;
}

/** Public halves of all read keys. */
export function publicReadKeys(db: Database): DataKey[] {
  return db.all('SELECT kid, key FROM read_keys ORDER BY kid').map((row) => publicDataKey(toKey(db, row)));
}

function findKey(db: Database, domain: string, area: string): AgreementPrivateKey | null {
  const row = db.get('SELECT kid, key FROM read_keys WHERE domain = ? AND area = ?', domain, area);
  return row ? toKey(db, row) : null;
}

function toKey(db: Database, row: Row): AgreementPrivateKey {
  return db.open(place(String(row['kid'])), row['key']) as JsonObject as AgreementPrivateKey;
}

function place(kid: string): string {
  return `read_keys:${kid}`;
}
