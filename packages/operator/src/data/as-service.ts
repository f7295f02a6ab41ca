import type { UnverifiedMessage, WireType } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import type { MessageReply } from '../api/message.ts';
import { fromService, recordingRefusals } from '../api/wire-handler.ts';
import { findConnection, unknownConnection } from './connections.ts';

/**
 * A service speaks of a connection that is not its own. Refused; and if the connection is somebody's, the person sees who tried.
 *
 * @throws PosthornError `connection-unknown`, and what verifying throws
 */
export async function refuseStranger(
  type: WireType,
  action: 'read' | 'write' | 'request' | 'delay',
  message: UnverifiedMessage,
  context: OperatorContext,
): Promise<MessageReply> {
  return fromService(type, async (verified, { clientId }) => {
    const connection = message.sub === null ? undefined : await findConnection(message.sub, context.database);
    if (connection === undefined) throw unknownConnection();
    const subject = { accountId: connection.account_id, actor: clientId, action, about: { connection: connection.id } };
    return recordingRefusals(verified, subject, context, () => Promise.reject(unknownConnection()));
  })(message, context);
}
