import {
  type OlmMachine,
  OtherUserIdentity,
  type OwnUserIdentity,
  type RoomKeyCounts,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { MatrixClient, MatrixEvent, Room, UIAuthCallback } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';

/*
 * What matrix-js-sdk's crypto does and its public interface does not offer: encrypt an event without the local echo,
 * decrypt one again, cross-sign another user's identity from a published key, replace one's own, and ask for keys now. Its private parts are
 * touched here only; two public members are replaced elsewhere (room-guard.ts, request-timeouts.ts). Versions are pinned
 * together.
 */
interface RustCryptoParts {
  olmMachine: OlmMachine;
  outgoingRequestProcessor: { makeOutgoingRequest(request: unknown, confirmed?: UIAuthCallback<void>): Promise<void> };
  outgoingRequestsManager: { doProcessOutgoingRequests(): Promise<void> };
  encryptEvent(event: MatrixEvent, room: Room): Promise<void>;
}

function partsOf(client: MatrixClient): RustCryptoParts {
  const crypto: unknown = client.getCrypto();
  if (!crypto) {
    throw new PosthornError('channel-stopped', 'The channel has been stopped.', { mend: 'Open the channel again.' });
  }
  return crypto as RustCryptoParts;
}

/** Encrypts in place: afterwards the event's wire type and wire content are what goes to the homeserver. */
export function encryptInPlace(client: MatrixClient, event: MatrixEvent, room: Room): Promise<void> {
  return partsOf(client).encryptEvent(event, room);
}

/** Tries once more to decrypt an event whose key was missing. */
export function decryptAgain(client: MatrixClient, event: MatrixEvent): Promise<void> {
  const crypto: unknown = partsOf(client);
  return event.attemptDecryption(crypto as Parameters<MatrixEvent['attemptDecryption']>[0], { isRetry: true });
}

/** Asks the homeserver for the keys of a user now, and follows changes from then on. */
export async function queryKeys(client: MatrixClient, userId: string): Promise<void> {
  const { olmMachine, outgoingRequestProcessor, outgoingRequestsManager } = partsOf(client);
  const tracked = [...(await olmMachine.trackedUsers())].some((user) => user.toString() === userId);
  if (tracked) {
    await outgoingRequestProcessor.makeOutgoingRequest(olmMachine.queryKeysForUsers([new UserId(userId)]));
    return;
  }
  await olmMachine.updateTrackedUsers([new UserId(userId)]);
  await outgoingRequestsManager.doProcessOutgoingRequests();
}

/**
 * Replaces the cross-signing keys of this user by new ones and signs this device with them. Unlike the SDK's own way it leaves secret
 * storage alone, so nothing is lost if the person does not confirm it.
 */
export async function replaceIdentity(client: MatrixClient, confirmed: UIAuthCallback<void>): Promise<void> {
  const { olmMachine, outgoingRequestProcessor } = partsOf(client);
  const { uploadKeysRequest, uploadSigningKeysRequest, uploadSignaturesRequest } =
    await olmMachine.bootstrapCrossSigning(true);
  if (uploadKeysRequest) await outgoingRequestProcessor.makeOutgoingRequest(uploadKeysRequest);
  await outgoingRequestProcessor.makeOutgoingRequest(uploadSigningKeysRequest, confirmed);
  await outgoingRequestProcessor.makeOutgoingRequest(uploadSignaturesRequest);
}

/** Sends now what the crypto would send with the next sync: signatures, answers to other devices. */
export async function processOutgoing(client: MatrixClient): Promise<void> {
  await partsOf(client).outgoingRequestsManager.doProcessOutgoingRequests();
}

/** The identity of a user as the crypto store knows it: its signatures have been checked. */
function identityOf(client: MatrixClient, userId: string): Promise<OwnUserIdentity | OtherUserIdentity | undefined> {
  return partsOf(client).olmMachine.getIdentity(new UserId(userId));
}

export async function masterKeyOf(client: MatrixClient, userId: string): Promise<string | null> {
  const identity = await identityOf(client, userId);
  if (!identity) return null;
  const { keys } = JSON.parse(identity.masterKey) as { keys: Record<string, string> };
  identity.free();
  return Object.values(keys)[0] ?? null;
}

/** Signs the master key of another user with our user-signing key and publishes the signature. */
export async function crossSignUser(client: MatrixClient, userId: string): Promise<void> {
  const { outgoingRequestProcessor } = partsOf(client);
  const identity = await identityOf(client, userId);
  if (!(identity instanceof OtherUserIdentity)) throw new TypeError('only another user can be cross-signed');
  const request = await identity.verify();
  identity.free();
  await outgoingRequestProcessor.makeOutgoingRequest(request);
  await queryKeys(client, userId);
}

export function roomKeyCounts(client: MatrixClient): Promise<RoomKeyCounts> {
  return partsOf(client).olmMachine.roomKeyCounts();
}
