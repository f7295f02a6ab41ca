import { errorCodes, PosthornError, type ErrorCode, type StoreOptions } from '@posthorn/protocol';
import type { OperatorClient } from '../operator-client.ts';

/** How far a move to another store has come, in documents. */
export interface MoveProgress {
  done: number;
  total: number;
}

/** Milliseconds between two looks. */
const PAUSE = 500;

/**
 * Moves the account's data to another store and tells how it goes. The operator moves on by itself, whether anybody
 * looks or not; until all is there, the data is read from the old store.
 *
 * @throws PosthornError `store-options-invalid`, `store-refused`, `store-unreachable`, `store-full`, `store-address-refused`
 */
export async function* moveStore(operator: OperatorClient, pds: StoreOptions): AsyncGenerator<MoveProgress> {
  await operator.tell('ACCOUNT_MOVE', { pds });
  yield* moveProgress(operator);
}

/** Follows a move that has begun earlier; ends at once if there is none. */
export async function* moveProgress(operator: OperatorClient): AsyncGenerator<MoveProgress> {
  for (;;) {
    const { move } = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    if (!move) return;
    if (move.state === 'failed') throw failed(move.code);
    yield { done: move.done, total: move.total };
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function failed(code: string | undefined): PosthornError {
  const isKnown = code !== undefined && Object.hasOwn(errorCodes, code);
  const problem = 'The data could not be moved; it lies where it was.';
  return new PosthornError(isKnown ? (code as ErrorCode) : 'store-unreachable', problem, {
    mend: 'Look at the new store: is there room, are the credentials right? Then begin the move again.',
  });
}
