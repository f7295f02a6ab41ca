import {
  accessLogStart,
  PosthornError,
  verifyAccessLog,
  type AccessAction,
  type AccessLogEntry,
  type JsonObject,
} from '@posthorn/protocol';
import type { SealedDocuments } from '../documents.ts';
import type { OperatorClient } from '../operator-client.ts';

/** Somebody has done something with the account's data, or tried to. */
export interface AccessView {
  /** Number of the entry; none is ever missing. */
  seq: number;
  at: Date;
  action: AccessAction;
  /** clientId of a service, or the account itself. */
  actor: string;
  /** `done`, or the code of the refusal. */
  outcome: string;
  /** connection, paths, permissions, purposes, legal grounds: what it was about. */
  about: JsonObject;
  /** The entry as the operator keeps it, with the signed request as evidence. */
  entry: AccessLogEntry;
}

interface LogParts {
  operator: OperatorClient;
  documents: SealedDocuments;
}

type Head = { seq: number; hash: string };

const HEAD = 'org.posthorn.access-log';

/**
 * Who looked, the oldest first. Every entry is proven to follow the one before it, from the very first on; and the log
 * must still hold all that this account has ever seen of it. How far it was read is remembered for all devices.
 *
 * @throws PosthornError `access-log-broken` where an entry is missing, was changed, or the end was cut off
 */
export async function* accessLog({ operator, documents }: LogParts): AsyncGenerator<AccessView> {
  const accountId = operator.accountId;
  const seen = await rememberedHead(documents, accountId);
  let head: Head = { seq: 0, hash: accessLogStart };
  for (;;) {
    const question = head.seq === 0 ? {} : { after: head.seq };
    const page = await operator.ask('ACCESS_LOG_READ_REQUEST', question, 'ACCESS_LOG_READ_RESPONSE');
    const next = await verifyAccessLog(page.entries, head);
    const known = page.entries.find(({ seq }) => seq === seen?.seq);
    if (seen && known && known.hash !== seen.hash) throw cutOff('An entry was exchanged for another one.', known.seq);
    const isLast = !page.more || page.entries.length === 0;
    if (isLast && seen && next.seq < seen.seq) throw cutOff('Entries at the end are gone.', next.seq + 1);
    head = next;
    if (isLast) await remember(documents, accountId, head, seen);
    yield* page.entries.map(toView);
    if (isLast) return;
  }
}

async function rememberedHead(documents: SealedDocuments, accountId: string): Promise<Head | null> {
  const remembered = (await documents.get(HEAD)) as { accountId: string; seq: number; hash: string } | null;
  return remembered?.accountId === accountId ? remembered : null;
}

async function remember(documents: SealedDocuments, accountId: string, head: Head, seen: Head | null): Promise<void> {
  if (head.seq > (seen?.seq ?? 0)) await documents.put(HEAD, { accountId, ...head });
}

function toView(entry: AccessLogEntry): AccessView {
  const { seq, at, action, actor, outcome, about } = entry;
  return { seq, at: new Date(at * 1000), action, actor, outcome, about, entry };
}

function cutOff(problem: string, seq: number): PosthornError {
  return new PosthornError('access-log-broken', `The access log is not the one that was read before. ${problem}`, {
    mend: 'Ask the operator, and the data protection authority, what was removed.',
    details: { seq },
  });
}
