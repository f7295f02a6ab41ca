import { readContent, readExternal, type ReadResult } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { InboxRow } from '../inbox/inbox.ts';
import { connectionOfRoom, isFormerRoom, readContact } from '../store/contacts.ts';
import type { Outcome, Received } from './outcome.ts';
import { downloadProblem } from './fetch-file.ts';
import { receiveAnswer } from './receive-answer.ts';
import { receiveApplication } from './receive-application.ts';
import { receiveFile } from './receive-file.ts';
import { receiveHello } from './receive-hello.ts';
import { receiveMalformed } from './receive-malformed.ts';
import { receiveText } from './receive-text.ts';
import { receiveWithdrawal } from './receive-withdrawal.ts';

/**
 * One event, from the inbox to its effects:
 * read → of this room and account? → attested? → by its kind. Nothing is written here; the caller commits the outcome.
 *
 * @throws PosthornError `homeserver-unreachable` when a file cannot be fetched now; the event then waits, and its case with it
 */
export async function processEvent(context: Context, row: InboxRow): Promise<Outcome> {
  const read = readContent(row.event.type, row.event.content);
  if (read.kind === 'hello') return receiveHello(context, row, read);

  const connection = connectionOfRoom(context.db, row.roomId);
  const contact = readContact(context.db, row.sender);
  if (!connection || !contact) return { state: 'held', reason: 'not-attested' };
  if (connection.userId !== row.sender) return { state: 'done', note: 'not-a-party', commit: () => undefined };
  if (isFormerRoom(context.db, row.roomId)) return { state: 'done', note: 'account-replaced', commit: () => undefined };
  if (!(await isAttested(context, row, read))) return { state: 'held', reason: 'not-attested' };

  const whole = read.kind === 'external' ? await fetchBlock(context, read) : read;
  return receive(context, { row, read: whole, contact, connection });
}

async function isAttested(context: Context, row: InboxRow, read: ReadResult): Promise<boolean> {
  if (row.event.trust === 'verified') return true;
  // An application proves its sender by itself; everything else is only as good as the device it came from.
  if (row.event.trust === 'restored') {
    return read.kind === 'application' || (read.kind === 'external' && read.block.kind === 'application');
  }
  // It may have been recorded a moment before its sender's hello was processed: ask again.
  return (await context.channel.decrypt(row.event.raw)).trust === 'verified';
}

async function fetchBlock(context: Context, read: Extract<ReadResult, { kind: 'external' }>): Promise<ReadResult> {
  try {
    return await readExternal(read, await context.channel.download(read.block.file, read.block.size));
  } catch (error) {
    const code = downloadProblem(error);
    return { kind: 'malformed', body: read.body, reason: 'The attached block cannot be fetched.', code };
  }
}

async function receive(context: Context, received: Received): Promise<Outcome> {
  const { read } = received;
  switch (read.kind) {
    case 'application':
      return receiveApplication(context, { ...received, read });
    case 'answer':
      return receiveAnswer(context, { ...received, read });
    case 'attachment':
    case 'file':
      return receiveFile(context, { ...received, read });
    case 'reply':
    case 'text':
      return receiveText(context, { ...received, read });
    case 'withdrawal':
      return receiveWithdrawal(context, { ...received, read });
    case 'unknown':
      // Something newer is shown to the case worker by its readable body; reactions, edits of state and the like have none.
      if (read.body !== '') return receiveText(context, { ...received, read: { kind: 'text', body: read.body } });
      return { state: 'done', note: 'unknown', commit: () => undefined };
    case 'processing-status':
      return { state: 'done', note: null, commit: () => undefined };
    case 'malformed':
      return receiveMalformed(context, { ...received, read }, 'block-malformed');
    default:
      return receiveMalformed(context, { ...received, read }, 'kind-unexpected');
  }
}
