import { PosthornError } from '@posthorn/protocol';
import type { DatabaseTransaction } from '../database/schema.ts';

/** Requests that wait in one connection, at most. */
const mostWaiting = 20;

/**
 * Keeps a request for the person's device. One with the same `sid` takes the place of the earlier one.
 *
 * @throws PosthornError `requests-unanswered`
 */
export async function saveRequest(
  request: { connection_id: string; sid: string; jws: string },
  transaction: DatabaseTransaction,
): Promise<void> {
  const received = { jws: request.jws, received_at: Math.floor(Date.now() / 1000) };
  await transaction
    .insertInto('permission_requests')
    .values({ ...request, ...received })
    .onConflict((conflict) => conflict.columns(['connection_id', 'sid']).doUpdateSet(received))
    .execute();
  const waiting = await transaction
    .selectFrom('permission_requests')
    .select('sid')
    .where('connection_id', '=', request.connection_id)
    .execute();
  if (waiting.length <= mostWaiting) return;
  throw new PosthornError(
    'requests-unanswered',
    `The person has not answered ${mostWaiting} requests of this service.`,
    {
      mend: 'Wait for an answer, or replace a waiting request: send it with the same sid.',
    },
  );
}
