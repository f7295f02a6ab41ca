import { EventShieldColour, EventShieldReason } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { MatrixClient, MatrixEvent } from 'matrix-js-sdk';
import type { Json } from '@posthorn/protocol';
import type { IncomingEvent, Trust } from './channel-types.ts';

/** What the application gets to see of a decrypted (or not decryptable) event. */
export async function toIncomingEvent(client: MatrixClient, event: MatrixEvent): Promise<IncomingEvent> {
  const trust = await trustOf(client, event);
  if (trust === 'undecryptable') {
    return withContent(client, event, { type: event.getWireType(), content: event.getWireContent(), trust });
  }
  return withContent(client, event, { type: event.getType(), content: event.getOriginalContent(), trust });
}

/** An event that this device has sent itself, as it comes back: its content is known. */
export function ownEvent(
  client: MatrixClient,
  event: MatrixEvent,
  sent: Pick<IncomingEvent, 'type' | 'content'>,
): IncomingEvent {
  return withContent(client, event, { ...sent, trust: 'verified' });
}

function withContent(
  client: MatrixClient,
  event: MatrixEvent,
  read: Pick<IncomingEvent, 'type' | 'content' | 'trust'>,
): IncomingEvent {
  const relation: { rel_type?: string; event_id?: string } | undefined = event.getWireContent()['m.relates_to'];
  const target = typeof relation?.event_id === 'string' ? relation.event_id : null;
  const own = event.getSender() === client.getUserId();
  return {
    eventId: event.getId() ?? '',
    roomId: event.getRoomId() ?? '',
    sender: event.getSender() ?? '',
    sentAt: event.getTs(),
    type: read.type,
    content: read.content,
    threadRoot: relation?.rel_type === 'm.thread' ? target : null,
    reference: relation?.rel_type === 'm.reference' ? target : null,
    own,
    txnId: event.getUnsigned().transaction_id ?? null,
    trust: read.trust,
    failure: event.decryptionFailureReason,
    raw: rawOf(event),
  };
}

async function trustOf(client: MatrixClient, event: MatrixEvent): Promise<Trust> {
  if (event.isDecryptionFailure() || event.getType() === 'm.room.encrypted') return 'undecryptable';
  if (!event.isEncrypted()) return 'plain';
  const info = await client.getCrypto()?.getEncryptionInfoForEvent(event);
  if (!info) return 'undecryptable';
  if (info.shieldReason === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED) return 'restored';
  if (info.shieldColour !== EventShieldColour.NONE) return 'unverified';
  const sender = event.getSender();
  if (!sender || sender === client.getUserId()) return 'verified';
  const status = await client.getCrypto()?.getUserVerificationStatus(sender);
  return status?.isCrossSigningVerified() ? 'verified' : 'unverified';
}

/** Only what the server sent and decryption needs; the SDK keeps local fields beside it. */
function rawOf(event: MatrixEvent): Record<string, Json> {
  const { type, content, sender, room_id: roomId, event_id: eventId, origin_server_ts: sentAt, unsigned } = event.event;
  const transactionId = unsigned?.transaction_id;
  return JSON.parse(
    JSON.stringify({
      type,
      content,
      sender,
      room_id: roomId,
      event_id: eventId,
      origin_server_ts: sentAt,
      ...(transactionId ? { unsigned: { transaction_id: transactionId } } : {}),
    }),
  ) as Record<string, Json>;
}
