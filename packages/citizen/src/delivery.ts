import type { Channel } from '@posthorn/channel';
import {
  isPosthornError,
  oversizedBlock,
  PosthornError,
  sign,
  writeContent,
  writeExternal,
  type Attachment,
  type Language,
  type Written,
} from '@posthorn/protocol';
import { textIn } from '@posthorn/service-definition';
import type { CaseBook } from './case-book.ts';
import type { Connection, Connections } from './connection.ts';
import type { Connector } from './connector.ts';
import type { Outbox } from './outbox.ts';
import type { OutgoingApplication, OutgoingAttachment, OutgoingItem } from './outgoing.ts';
import { assertOwnIdentity } from './own-identity.ts';
import type { Progress, Uploads } from './uploads.ts';
import type { Vault } from './vault.ts';

interface DeliveryParts {
  channel: Channel;
  connector: Connector;
  connections: Connections;
  uploads: Uploads;
  book: CaseBook;
  vault: Vault;
  language: Language;
  /** Resolves when all that this device has received is in the book. */
  caughtUp(): Promise<void>;
}

/**
 * Sends one item of the outbox. May be called again at any point after a failure or crash: every step is either
 * recorded or does the same again, so that each message is in the room once.
 */
export async function deliver(
  parts: DeliveryParts,
  item: OutgoingItem,
  outbox: Outbox,
  onProgress: Progress,
): Promise<string> {
  await parts.caughtUp();
  const earlier = eventOf(parts.book, item);
  if (earlier) return earlier;
  const connection = await connectionFor(parts, item);
  const written = await write(parts, item, connection, outbox, onProgress);
  try {
    return await send(parts, connection, written, item.id);
  } catch (error) {
    if (!isPosthornError(error, 'identity-changed')) throw error;
    // The agency may have attested a new identity in the directory; if it has not, this throws again.
    return send(parts, await parts.connector.connect(item.agency), written, item.id);
  }
}

/** The event of an item that was sent before a crash. A transaction id alone would not tell after a day. */
function eventOf(book: CaseBook, item: OutgoingItem): string | null {
  const events = book.get(item.caseId)?.events ?? [];
  return events.find((event) => event.from === 'me' && event.id === item.id)?.eventId ?? null;
}

/** An application asks the directory anew whether the agency still is who it was. */
async function connectionFor(parts: DeliveryParts, item: OutgoingItem): Promise<Connection> {
  const known = item.kind === 'application' ? null : await parts.connections.get(item.agency);
  if (known?.ended) throw ended();
  return known?.roomId && known.agreed ? known : parts.connector.connect(item.agency);
}

function ended(): PosthornError {
  return new PosthornError('connection-unknown', 'The connection with this agency has been ended.', {
    mend: 'Apply anew to be connected again.',
  });
}

async function write(
  parts: DeliveryParts,
  item: OutgoingItem,
  connection: Connection,
  outbox: Outbox,
  onProgress: Progress,
): Promise<Written> {
  const statusRequest = { from_device: parts.channel.session.deviceId };
  if (item.kind === 'application') {
    const jws = item.jws ?? (await signApplication(parts, item, connection, outbox, onProgress));
    const { id, caseId, draft } = item;
    const title = textIn(draft.title, parts.language);
    return writeContent({ kind: 'application', id, caseId, jws }, parts.language, { title, statusRequest });
  }
  const threadRoot = rootOf(parts.book, item, outbox);
  if (item.kind === 'attachment') return writeAttachment(parts, item, { threadRoot, statusRequest }, onProgress);
  return writeContent(item.message, parts.language, { threadRoot });
}

async function signApplication(
  parts: DeliveryParts,
  item: OutgoingApplication,
  connection: Connection,
  outbox: Outbox,
  onProgress: Progress,
): Promise<string> {
  const { draft } = item;
  const attachments = await parts.uploads.uploadAll(draft.attachments, onProgress);
  const jws = await sign(
    'application',
    {
      type: 'application',
      id: draft.id,
      caseId: draft.caseId,
      connectionId: connection.connectionId,
      service: draft.service,
      language: draft.language,
      answers: draft.answers,
      attachments,
      iat: Math.floor(Date.now() / 1000),
    },
    parts.vault.accountKey,
  );
  await outbox.update({ ...item, draft: { ...draft, attachments }, jws });
  return jws;
}

async function writeAttachment(
  parts: DeliveryParts,
  item: OutgoingAttachment,
  extras: { threadRoot: string; statusRequest: { from_device: string } },
  onProgress: Progress,
): Promise<Written> {
  const file = await parts.uploads.uploaded(item.attachment, onProgress);
  const attachment: Attachment = { ...item.attachment, file };
  const { id, caseId, request } = item;
  const block = {
    kind: 'attachment',
    id,
    caseId,
    attachment,
    ...(request !== null && { requestId: request }),
  } as const;
  return writeContent(block, parts.language, extras);
}

function rootOf(book: CaseBook, item: OutgoingItem, outbox: Outbox): string {
  const application = outbox.itemsOf(item.caseId).find((other) => other.kind === 'application');
  const root = book.get(item.caseId)?.root ?? application?.sent;
  if (root) return root;
  throw new PosthornError('case-unknown', 'The case of this message is not on this device.', {
    mend: 'Wait until the cases have been read, then try again.',
  });
}

async function send(parts: DeliveryParts, connection: Connection, written: Written, id: string): Promise<string> {
  const { channel } = parts;
  await assertOwnIdentity(channel);
  if (!connection.roomId) throw new Error('unreachable: a connection that connects has a room');
  const bytes = oversizedBlock(written);
  const fitting = bytes ? await writeExternal(written, bytes, await channel.upload(bytes)) : written;
  return channel.send(connection.roomId, { type: fitting.type, content: fitting.content }, `posthorn-${id}`);
}
