import {
  type OlmMachine,
  OtherUserIdentity,
  type OwnUserIdentity,
  type RoomKeyCounts,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { MatrixClient, MatrixEvent, Room, UIAuthCallback } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import type { PrivateKeys } from './new-identity.ts';

/*
 * What matrix-js-sdk's crypto does and its public interface does not offer: encrypt an event without the local echo,
 * decrypt one again, cross-sign another user's identity from a published key, take over one's own, and ask for keys now. Its private parts are
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

/** Takes over the private cross-signing keys of this user, whose public ones the homeserver shows, and signs this device with them. */
export async function takeInIdentity(client: MatrixClient, keys: PrivateKeys): Promise<void> {
  const { olmMachine, outgoingRequestProcessor } = partsOf(client);
  const { master, selfSigning, userSigning } = keys;
  const status = await olmMachine.importCrossSigningKeys(master, selfSigning, userSigning);
  if (!status.hasMaster || !status.hasSelfSigning || !status.hasUserSigning) {
    throw new PosthornError(
      'own-identity-replaced',
      'The homeserver shows another Matrix identity than the one just made.',
      {
        mend: 'Somebody else has replaced your Matrix identity. Do not go on; ask the operator to look into it.',
      },
    );
  }
  const device = await olmMachine.getDevice(olmMachine.userId, olmMachine.deviceId);
  if (!device) throw new TypeError('the crypto knows its own device');
  const request = await device.verify();
  device.free();
  await outgoingRequestProcessor.makeOutgoingRequest(request);
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
