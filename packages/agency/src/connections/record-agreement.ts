import { PosthornError } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { readAgreement, writeAgreement, type Agreement } from '../store/agreements.ts';
import { hastenInvitations } from '../store/invitations.ts';
import { askedIn } from '../data/asked.ts';
import { forgetRequest } from '../store/requests.ts';
import { mergeDecision } from './agreed-permission.ts';
import type { SignedAgreement } from './verify-agreement.ts';

/**
 * Puts a confirmed agreement on disk, within the caller's transaction. An older one than is known changes nothing.
 *
 * @returns what is agreed now
 * @throws PosthornError `signature-invalid` when another key signed than before: a connection never changes hands
 */
export function recordAgreement(context: Context, { connection, account, jws }: SignedAgreement): Agreement {
  const { db } = context;
  const { sub: connectionId, sid, iat: signedAt, channel, permissions = {} } = connection;
  const known = readAgreement(db, connectionId);
  if (known && known.account !== account) {
    throw new PosthornError('signature-invalid', 'The agreement is signed with another key than the one before.', {
      mend: 'Make a new connection, with a new id.',
    });
  }
  if (known && signedAt < known.signedAt) return known;
  const agreement: Agreement = {
    connectionId,
    account,
    userId: channel?.userId ?? known?.userId ?? null,
    language: channel?.language ?? known?.language ?? 'de',
    signedAt,
    permissions: mergeDecision(known?.permissions ?? [], permissions, askedIn(context, sid)),
    jws,
  };
  writeAgreement(db, agreement);
  forgetRequest(db, connectionId, sid);
  const rooms = agreement.userId === null ? [] : hastenInvitations(db, connectionId, agreement.userId);
  db.afterCommit(() => {
    for (const roomId of rooms) context.wakeAdmission(roomId);
    context.watchers.agreementChanged(connectionId);
  });
  return agreement;
}
