import { PosthornError, readWire, verifyWireEmbedded, wireThumbprint } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { sessionLength } from '../logins/logins.ts';
import { settleLogin } from '../store/logins.ts';
import { takeToken } from '../store/seen-tokens.ts';
import { confirmedConnection } from './confirm.ts';
import { recordAgreement } from './record-agreement.ts';
import { verifyAgreement } from './verify-agreement.ts';

/**
 * The operator hands over a person's agreement: it is put on disk, the room that waited for it is joined, the sign-in ends.
 *
 * @throws PosthornError as `verifyWire`, `message-replayed`
 */
export async function takeConnectionEvent(context: Context, jws: string, audience: readonly string[]): Promise<void> {
  const event = await context.operator.verify('CONNECTION_EVENT', jws, audience);
  const signed = await verifyAgreement(context, event.payload.payload);
  const { sid, sub } = signed.connection;
  context.db.transaction(() => {
    takeToken(context.db, jws, event.payload.exp);
    recordAgreement(context, signed);
    signIn(context, sid, sub);
  });
}

/**
 * The operator hands over a sign-in. It counts only from the key that agreed to the connection, and only while the page waits.
 *
 * @throws PosthornError as `verifyWire`, `message-replayed`, `connection-unknown`, `signature-invalid`, `operator-unreachable`
 */
export async function takeLoginEvent(context: Context, jws: string, audience: readonly string[]): Promise<void> {
  const event = await context.operator.verify('LOGIN_EVENT', jws, audience);
  const { key, payload } = await verifyWireEmbedded('LOGIN', readWire(event.payload.payload), {
    audience: [context.clientId],
  });
  const agreement = await confirmedConnection(context, payload.sub);
  if (agreement === null) {
    throw new PosthornError('connection-unknown', 'There is no connection of this id.', {
      mend: 'Agree to a connection first.',
    });
  }
  if (agreement.account !== (await wireThumbprint(key))) {
    throw new PosthornError('signature-invalid', 'The sign-in is signed with another key than the connection.', {
      mend: 'Sign in with the account that is connected.',
    });
  }
  context.db.transaction(() => {
    takeToken(context.db, jws, event.payload.exp);
    signIn(context, payload.sid, payload.sub);
  });
}

function signIn(context: Context, sid: string, connectionId: string): void {
  const { db, watchers } = context;
  const now = Date.now();
  if (!settleLogin(db, sid, connectionId, { now, expiresAt: now + sessionLength })) return;
  db.afterCommit(() => watchers.signedIn(sid, connectionId));
}
