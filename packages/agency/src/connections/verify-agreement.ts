import {
  PosthornError,
  readWire,
  verifyWireEmbedded,
  wireThumbprint,
  type VerifiedWireMessage,
} from '@posthorn/protocol';
import { decodeJwt } from 'jose';
import type { Context } from '../context.ts';

/** A person's agreement, as it is signed. */
export interface SignedAgreement {
  connection: VerifiedWireMessage<'CONNECTION'>['payload'];
  /** Thumbprint of the key that signed it. */
  account: string;
  jws: string;
}

/**
 * Verifies a CONNECTION that came from the operator: signed by the key that it brings along, for this agency. Whose key that is, the
 * operator vouches for; it compares it with the account's.
 *
 * An agreement does not age: the newest may be years old, or may have waited for an agency that was away. It had to be fresh for the operator.
 *
 * @throws PosthornError as `verifyWireEmbedded`
 */
export async function verifyAgreement(context: Context, jws: string): Promise<SignedAgreement> {
  const message = readWire(jws);
  if (message.type !== 'CONNECTION') {
    throw new PosthornError('block-malformed', 'The message holds no CONNECTION.', { mend: 'Follow docs/protocol/.' });
  }
  const { iat } = decodeJwt(jws);
  const { key, payload } = await verifyWireEmbedded('CONNECTION', message, {
    audience: [context.clientId],
    ...(typeof iat === 'number' && iat * 1000 <= Date.now() && { now: new Date(iat * 1000) }),
  });
  return { connection: payload, account: await wireThumbprint(key), jws };
}
