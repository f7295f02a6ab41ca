import { PosthornError, type Path, type VerifiedWireMessage } from '@posthorn/protocol';
import { logEntry, type LogEntry } from '../access-log/append.ts';
import { evidenceOf } from '../access-log/evidence.ts';
import { digestOf, replayGrace, type LogSubject } from '../api/wire-handler.ts';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { changeDocuments, type NewContent } from './changes.ts';
import { commitData, type DocumentChange } from './commit.ts';
import { lockAccount } from './lock-account.ts';
import { findDocuments, type OwnDocuments } from './own-documents.ts';

/** New content for a place, and who counts as its writer from now on. */
export interface OwnChange extends NewContent {
  writer: string | null;
}

type ChangingMessage = VerifiedWireMessage<'RECIPIENTS_WRITE' | 'DOCUMENT_WRITE'>;

/**
 * A device changes documents of its account, all of them or none: `prepare` makes the new versions from what the records say. When a
 * service writes one of the documents meanwhile, or a permission changes, it is asked again.
 *
 * @throws PosthornError `message-replayed`, `account-unknown`, and what `prepare` and the store throw
 */
export async function changeOwnDocuments(
  message: ChangingMessage,
  subject: LogSubject,
  places: readonly Path[],
  context: OperatorContext,
  prepare: (found: OwnDocuments) => Promise<OwnChange[]>,
): Promise<void> {
  for (let isDone = false; !isDone;) {
    const found = await findDocuments(subject.accountId, places, context.database);
    const contents = await prepare(found);
    const entry = await doneEntry(message, subject);
    const writers = new Map(contents.map((content) => [nameOf(content), content.writer]));
    isDone = await changeDocuments(found, contents, null, context, (written) => {
      const changes = written.map((change) => ({ ...change, writer: writers.get(nameOf(change)) ?? null }));
      return context.database
        .transaction()
        .execute((transaction) => commitOwn(found, changes, message, entry, transaction));
    });
  }
}

/** Nothing that was looked at has changed when this counts. @returns false if it has */
async function commitOwn(
  found: OwnDocuments,
  documents: DocumentChange[],
  message: ChangingMessage,
  entry: LogEntry,
  transaction: DatabaseTransaction,
): Promise<boolean> {
  const { accountId, revision, storeSealed } = found;
  if (!(await isUnchanged(found, transaction))) return false;
  await lockAccount(accountId, transaction);
  const once = { digest: digestOf(message), expiresAt: message.payload.exp + replayGrace };
  const commit = {
    accountId,
    revision: revision + 1,
    message: once,
    entry,
    delayedUntil: null,
    storeSealed,
    documents,
  };
  return commitData(commit, transaction);
}

/** Whoever writes for the account waits from here on. */
async function isUnchanged(found: OwnDocuments, transaction: DatabaseTransaction): Promise<boolean> {
  const account = await transaction
    .selectFrom('accounts')
    .select('revision')
    .where('id', '=', found.accountId)
    .forUpdate()
    .executeTakeFirst();
  if (account?.revision !== found.revision) return false;
  const paths = found.documents.map(({ path }) => path);
  if (paths.length === 0) return true;
  const { count } = await transaction
    .selectFrom('documents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', found.accountId)
    .where('path', 'in', paths)
    .executeTakeFirstOrThrow();
  return count === paths.length;
}

async function doneEntry(message: ChangingMessage, { action, actor, about }: LogSubject): Promise<LogEntry> {
  const evidence = evidenceOf({ jws: message.jws, type: message.payload.type });
  return logEntry({ action, actor, about, outcome: 'done', ...evidence });
}

/** The document is another one than the device has seen. */
export function changedDocument({ domain, area }: Path): PosthornError {
  return new PosthornError('document-changed', 'The document is another one than the device has seen, or is gone.', {
    mend: 'Read it again and repeat the change.',
    details: { domain, area },
  });
}

function nameOf({ domain, area }: Path): string {
  return JSON.stringify([domain, area]);
}
