import {
  isPosthornError,
  PosthornError,
  verifyWire,
  verifyWireEmbedded,
  type AccessAction,
  type JsonObject,
  type UnverifiedMessage,
  type VerifiedWireMessage,
  type WireType,
} from '@posthorn/protocol';
import { appendEntry, appendLog, logEntry } from '../access-log/append.ts';
import { delayEntry } from '../access-log/delayed.ts';
import { evidenceOf, messageDigest } from '../access-log/evidence.ts';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { accountIdOf, assertKeyOf, requireAccount, type AccountRecord } from '../identity/accounts.ts';
import { requireService, serviceKey, type ServiceRecord } from '../identity/services.ts';
import type { MessageReply } from './message.ts';

/** Takes one message of the data operator's wire: identify, verify, authorise, apply, reply. */
export type WireHandler = (message: UnverifiedMessage, context: OperatorContext) => Promise<MessageReply>;

/** How long a message is remembered beyond its expiry, in seconds: more than the clocks may differ. */
export const replayGrace = 300;

/** The names under which the operator is addressed. */
export function audienceOf({ config }: OperatorContext): string[] {
  return [config.baseUrl, `${config.baseUrl}/api`];
}

/** A handler of what registered services say. */
export function fromService<T extends WireType>(
  type: T,
  handle: (message: VerifiedWireMessage<T>, service: ServiceRecord, context: OperatorContext) => Promise<MessageReply>,
): WireHandler {
  return async (message, context) => {
    const service = await requireService(message.iss, context.database);
    const key = await serviceKey(message, service, context);
    const verified = await verifyWire(type, message, key, { audience: audienceOf(context) });
    await context.keyLimit(service.clientId);
    return handle(verified, service, context);
  };
}

/** A handler of what devices of accounts say. */
export function fromDevice<T extends WireType>(
  type: T,
  handle: (message: VerifiedWireMessage<T>, account: AccountRecord, context: OperatorContext) => Promise<MessageReply>,
): WireHandler {
  return async (message, context) => {
    const verified = await verifyWireEmbedded(type, message, { audience: audienceOf(context) });
    const account = await requireAccount(accountIdOf(message.iss), context.database);
    await assertKeyOf(account, verified.key);
    await context.keyLimit(account.id);
    return handle(verified, account, context);
  };
}

/** Does what a message asks for, and remembers the message, in one transaction. @throws PosthornError `message-replayed` */
export async function once<T>(
  message: VerifiedWireMessage<WireType>,
  { database }: OperatorContext,
  work: (transaction: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  return database.transaction().execute(async (transaction) => {
    await takeOnce(message, transaction);
    return work(transaction);
  });
}

async function takeOnce(message: VerifiedWireMessage<WireType>, transaction: DatabaseTransaction): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('accepted_messages')
    .values({ digest: digestOf(message), expires_at: message.payload.exp + replayGrace })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) throw replayed();
}

/** What makes this message one message. */
export function digestOf(message: VerifiedWireMessage<WireType>): string {
  return messageDigest(message);
}

export function replayed(): PosthornError {
  return new PosthornError('message-replayed', 'This message was accepted before.', { mend: 'Sign a new message.' });
}

/** What an entry of the access log is about. */
export interface LogSubject {
  accountId: string;
  /** clientId of a service, or the account's URI. */
  actor: string;
  action: AccessAction;
  about: JsonObject;
  /** Until when the person is not told of a refusal, seconds since 1970; at once, if absent or null. */
  delayedUntil?: number | null;
}

/** Records that a message was obeyed, in the transaction of its effect. */
export async function recordDone(
  message: VerifiedWireMessage<WireType>,
  { accountId, action, actor, about }: LogSubject,
  transaction: DatabaseTransaction,
): Promise<void> {
  const evidence = evidenceOf({ jws: message.jws, type: message.payload.type });
  await appendLog(accountId, { action, actor, about, outcome: 'done', ...evidence }, transaction);
}

/**
 * Runs `work`; what it refuses is recorded for the person, too. The refused message is used up by that, so that nobody fills the log
 * by sending it again.
 */
export async function recordingRefusals<T>(
  message: VerifiedWireMessage<WireType>,
  subject: LogSubject,
  context: OperatorContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isPosthornError(error) || error.code === 'message-replayed') throw error;
    const { accountId, action, actor, about, delayedUntil = null } = subject;
    const evidence = evidenceOf({ jws: message.jws, type: message.payload.type });
    const entry = await logEntry({ action, actor, about, outcome: error.code, ...evidence });
    await once(message, context, (transaction) =>
      delayedUntil === null
        ? appendEntry(accountId, entry, transaction)
        : delayEntry(accountId, delayedUntil, entry, transaction),
    );
    throw error;
  }
}
