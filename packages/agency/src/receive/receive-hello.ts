import {
  isPosthornError,
  verifyEmbedded,
  type HelloPayload,
  type PublicKey,
  type ReadResult,
} from '@posthorn/protocol';
import { askForAgreement, confirmedConnection } from '../connections/confirm.ts';
import type { Context } from '../context.ts';
import { readyForSender } from '../inbox/release.ts';
import type { InboxRow } from '../inbox/inbox.ts';
import { retryRoom } from '../outbox/outbox.ts';
import {
  connectionById,
  connectionOfRoom,
  readContact,
  roomsOfUser,
  writeConnection,
  writeContact,
} from '../store/contacts.ts';
import type { Agreement } from '../store/agreements.ts';
import type { Outcome } from './outcome.ts';

/**
 * A person introduces themselves, or attests a new Matrix identity. The only message that is read before its sender is attested:
 *
 * 1. signed by the account key it brings along, and in a known room or connection by the pinned one
 * 2. what it says of user, room and master key is what Matrix says
 * 3. the operator has confirmed its connection, for this very user, agreed to with this very key
 * 4. it is not an older attestation played again
 * 5. it came from a device that this very identity has signed
 *
 * Then account key and master key are pinned, and what was held or waiting goes on. A user whose account key is another one than before
 * has begun a new account, for want of the old keys: somebody new, to whom nothing of the former account opens.
 *
 * @throws PosthornError `operator-unreachable` and the like; the hello then waits
 */
export async function receiveHello(
  context: Context,
  row: InboxRow,
  read: Extract<ReadResult, { kind: 'hello' }>,
): Promise<Outcome> {
  let hello: { key: PublicKey; payload: HelloPayload };
  try {
    hello = await verifyEmbedded('hello', read.block.jws);
  } catch (error) {
    if (isPosthornError(error)) return refuse(context, row, error.code);
    throw error;
  }
  const { key, payload } = hello;
  const problem = findProblem(context, row, key, payload);
  if (problem) return refuse(context, row, problem);
  if (!(await isAgreed(context, payload, key))) return refuse(context, row, 'connection-unconfirmed');

  try {
    await context.channel.trust(row.sender, payload.masterKey);
  } catch (error) {
    if (isPosthornError(error, 'identity-changed') || isPosthornError(error, 'identity-unknown')) {
      return refuse(context, row, error.code);
    }
    throw error;
  }
  // Now that the identity is trusted, an event by one of its devices is `verified`; one that a homeserver only says to be theirs is not.
  if ((await context.channel.decrypt(row.event.raw)).trust !== 'verified')
    return refuse(context, row, 'hello-unproven');
  const released = await readyForSender(context, row.sender);
  return {
    state: 'done',
    note: null,
    commit() {
      // Nothing may have been pinned meanwhile: the hello is looked at again, and refused.
      if (findProblem(context, row, key, payload)) throw new Error('another hello was pinned meanwhile');
      const { userId, connectionId, roomId, language, iat } = payload;
      writeContact(context.db, { userId, accountKey: key, masterKey: payload.masterKey, helloAt: iat });
      writeConnection(context.db, { roomId, connectionId, userId, language }, Date.now());
      released.commit();
      for (const room of new Set([roomId, ...roomsOfUser(context.db, userId)])) {
        retryRoom(context.db, room);
        context.db.afterCommit(() => context.wakeOutbox(room));
      }
    },
  };
}

/** The person may have agreed anew, or from another Matrix account, without our being told: then the operator is asked. */
async function isAgreed(context: Context, { connectionId, userId }: HelloPayload, key: PublicKey): Promise<boolean> {
  const fits = (agreement: Agreement | null): boolean => agreement?.userId === userId && agreement.account === key.kid;
  if (fits(await confirmedConnection(context, connectionId))) return true;
  return fits(await askForAgreement(context, connectionId));
}

function findProblem(context: Context, row: InboxRow, key: PublicKey, payload: HelloPayload): string | null {
  if (payload.agency !== context.clientId || payload.userId !== row.sender || payload.roomId !== row.roomId) {
    return 'hello-misaddressed';
  }
  const pinned = readContact(context.db, row.sender);
  const byRoom = connectionOfRoom(context.db, row.roomId);
  const byId = connectionById(context.db, payload.connectionId);
  if (pinned && pinned.accountKey.kid !== key.kid && (byRoom || byId)) return 'account-key-changed';
  if (pinned && pinned.masterKey !== payload.masterKey && payload.iat < pinned.helloAt) return 'hello-outdated';
  if (byRoom && (byRoom.userId !== row.sender || byRoom.connectionId !== payload.connectionId))
    return 'connection-taken';
  if (byId && byId.userId !== row.sender) return 'connection-taken';
  return null;
}

/** Nobody is told: an answer would go to somebody who is not attested. */
function refuse(context: Context, row: InboxRow, note: string): Outcome {
  context.log.warn({ code: note, event: row.eventId }, 'hello refused');
  return { state: 'done', note, commit: () => undefined };
}
