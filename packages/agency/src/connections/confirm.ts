import { isPosthornError } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { readAgreement, type Agreement } from '../store/agreements.ts';
import { recordAgreement } from './record-agreement.ts';
import { verifyAgreement } from './verify-agreement.ts';

/**
 * A connection as the operator has confirmed it, or null when the operator knows of none. Asks the operator if nothing is on disk.
 *
 * @throws PosthornError `operator-unreachable` and the operator's other codes
 */
export async function confirmedConnection(context: Context, connectionId: string): Promise<Agreement | null> {
  return readAgreement(context.db, connectionId) ?? (await askForAgreement(context, connectionId));
}

/** The same, asked anew: for gateways that are not told, and when something does not fit what is on disk. */
export async function askForAgreement(context: Context, connectionId: string): Promise<Agreement | null> {
  let jws: string;
  try {
    const reply = await context.operator.ask(
      'CONNECTION_READ_REQUEST',
      { sub: connectionId },
      'CONNECTION_READ_RESPONSE',
    );
    jws = reply.payload;
  } catch (error) {
    if (isPosthornError(error, 'connection-unknown')) return null;
    throw error;
  }
  const signed = await verifyAgreement(context, jws);
  if (signed.connection.sub !== connectionId || context.isStopped()) return null;
  return context.db.transaction(() => recordAgreement(context, signed));
}
