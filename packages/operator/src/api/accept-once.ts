import { PosthornError, sha256 } from '@posthorn/protocol';
import type { DatabaseTransaction } from '../database/schema.ts';
import type { Envelope } from './message.ts';

/** How long a message is remembered beyond its expiry, in seconds: more than the clocks may differ. */
const grace = 300;

/**
 * Remembers a message until it expires and refuses it the second time. In the transaction of its effect: a message that failed
 * may be sent again.
 *
 * @param signer thumbprint of the key, so that nobody can use up another's ids
 * @throws PosthornError `message-replayed`
 */
export async function acceptOnce(signer: string, envelope: Envelope, transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .deleteFrom('accepted_messages')
    .where('expires_at', '<', Math.floor(Date.now() / 1000))
    .execute();
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('accepted_messages')
    .values({ digest: await sha256(`${signer} ${envelope.jti}`), expires_at: envelope.exp + grace })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return;
  throw new PosthornError('message-replayed', 'This message was accepted before.', {
    mend: 'Sign a new message with a new jti.',
  });
}
