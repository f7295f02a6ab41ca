import { isPosthornError } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { backoff } from '../lanes.ts';
import { faultOf } from '../outbox/sender.ts';
import { agreementOfUser } from '../store/agreements.ts';
import { deferInvitation, forgetInvitation, readInvitation, type WaitingInvitation } from '../store/invitations.ts';
import { askForAgreement, confirmedConnection } from './confirm.ts';

/** First wait before the operator is asked again about a connection that it does not know, in ms; doubles up to an hour. */
const unknownRetry = 2_000;
const longestWait = 3_600_000;

/** A homeserver that refuses a join so often means it. */
const mostRefusals = 8;

/**
 * Joins a room if the operator has confirmed the connection that it is for, with the very user who invites. Otherwise the room waits:
 * until the agreement comes, or until the operator is asked again.
 *
 * @returns when to look again, or null
 */
export async function admit(context: Context, roomId: string): Promise<number | null> {
  const { db, channel, log } = context;
  const invitation = readInvitation(db, roomId);
  if (!invitation) return null;
  if (invitation.dueAt > Date.now()) return invitation.dueAt;
  const membership = membershipIn(context, roomId);
  // What the homeserver has just told may not be known here yet.
  if (membership !== 'invite' && membership !== 'join' && invitation.attempts < mostRefusals) {
    return later(context, invitation, backoff(invitation.attempts + 1, context.timing.retry));
  }
  if (membership !== 'invite') {
    forgetInvitation(db, roomId);
    return null;
  }
  try {
    if (!(await isConfirmed(context, invitation))) {
      const wait = Math.min(unknownRetry * 2 ** Math.min(invitation.attempts, 12), longestWait);
      return later(context, invitation, wait);
    }
    if (context.isStopped()) return null;
    await channel.join(roomId);
    forgetInvitation(db, roomId);
    return null;
  } catch (error) {
    if (context.isStopped()) return null;
    const code = isPosthornError(error) ? error.code : 'internal';
    // The room is gone or closed, unless the homeserver was only busy. If it is not, the invitation comes again with the next start.
    if (code === 'homeserver-refused' && invitation.attempts >= mostRefusals) {
      forgetInvitation(db, roomId);
      return null;
    }
    log.warn({ code, attempts: invitation.attempts + 1, ...faultOf(error) }, 'room waits');
    return later(context, invitation, backoff(invitation.attempts + 1, context.timing.retry));
  }
}

function later({ db }: Context, { roomId }: WaitingInvitation, wait: number): number {
  const dueAt = Date.now() + wait;
  deferInvitation(db, roomId, dueAt);
  return dueAt;
}

/** It may have been taken back, or accepted by hand. */
function membershipIn({ channel }: Context, roomId: string): string | undefined {
  return channel.rooms().find((room) => room.roomId === roomId)?.membership;
}

async function isConfirmed(context: Context, { inviter, connectionId }: WaitingInvitation): Promise<boolean> {
  // Somebody whose app does not name the connection may still be known from signing in.
  if (connectionId === null) return agreementOfUser(context.db, inviter) !== null;
  const known = await confirmedConnection(context, connectionId);
  if (known === null || known.userId === inviter) return known !== null;
  // The person may have moved to another Matrix account meanwhile.
  return (await askForAgreement(context, connectionId))?.userId === inviter;
}
