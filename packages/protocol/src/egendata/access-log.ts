import { canonicalJson, sha256 } from '../canonical.ts';
import { PosthornError } from '../errors.ts';
import type { AccessLogEntry } from './operator-messages.ts';

/** The `previous` of the first entry. */
export const accessLogStart: string = '0'.repeat(64);

/** What an entry says. */
type Said = Pick<AccessLogEntry, 'at' | 'action' | 'actor' | 'outcome' | 'about' | 'evidence'>;

/** The canonical JSON (RFC 8785) of what an entry says. */
export function accessLogText({ at, action, actor, outcome, about, evidence }: Said): string {
  return canonicalJson({ at, action, actor, outcome, about, evidence });
}

/** SHA-256, lower-case hex, over {@link accessLogText}. */
export async function accessLogContent(entry: Said): Promise<string> {
  return sha256(accessLogText(entry));
}

/** The `hash` of an entry: SHA-256, lower-case hex, over `<previous>:<seq>:<content>`, where content is {@link accessLogContent}. */
export async function accessLogHash(previous: string, seq: number, content: string): Promise<string> {
  return sha256(`${previous}:${seq}:${content}`);
}

/**
 * Verifies that entries follow one another without a gap, from an entry that is known (or from the start).
 *
 * @param from number and hash of the entry before the first of `entries`
 * @returns number and hash of the last entry
 * @throws PosthornError `access-log-broken`
 */
export async function verifyAccessLog(
  entries: readonly AccessLogEntry[],
  from: { seq: number; hash: string } = { seq: 0, hash: accessLogStart },
): Promise<{ seq: number; hash: string }> {
  let last = from;
  for (const entry of entries) {
    const hash = await accessLogHash(last.hash, last.seq + 1, await accessLogContent(entry));
    if (entry.seq !== last.seq + 1 || entry.previous !== last.hash || entry.hash !== hash) throw broken(last.seq + 1);
    last = { seq: entry.seq, hash };
  }
  return last;
}

function broken(seq: number): PosthornError {
  return new PosthornError(
    'access-log-broken',
    `The access log is not whole: entry ${seq} is missing or was changed.`,
    {
      mend: 'Ask the operator, and the data protection authority, what was removed.',
      details: { seq },
    },
  );
}
