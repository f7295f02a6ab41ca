import { createHash } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import type { Database } from './database.ts';

/** Clocks may differ by that much, in seconds: a token is remembered so much longer than it is valid. */
const grace = 300;

/**
 * Takes a verified token, within the caller's transaction. Each is taken once: no token is the same as one whose signature was merely
 * written in another way, since only what is signed counts.
 *
 * @throws PosthornError `message-replayed`
 */
export function takeToken(db: Database, jws: string, exp: number): void {
  db.run('DELETE FROM seen_tokens WHERE expires_at < ?', Math.floor(Date.now() / 1000));
  const signed = jws.slice(0, jws.lastIndexOf('.'));
  const digest = createHash('sha256').update(signed).digest('hex');
  const changed = db.run(
    'INSERT INTO seen_tokens (digest, expires_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING',
    digest,
    exp + grace,
  );
  if (changed > 0) return;
  throw new PosthornError('message-replayed', 'This message was taken before.', { mend: 'Sign a new one.' });
}
