import type { Json } from '@posthorn/protocol';
import type { Database } from './database.ts';

/** Sealed single values: the Matrix session, the recovery secret. */
export function readSetting(db: Database, name: string): Json {
  const row = db.get('SELECT value FROM settings WHERE name = ?', name);
  return row ? db.open(`settings:${name}`, row['value']) : null;
}

export function writeSetting(db: Database, name: string, value: Json): void {
  db.run(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    db.seal(`settings:${name}`, value),
  );
}
