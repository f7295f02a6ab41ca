import type { UnverifiedMessage, VerifiedWireMessage, WireType } from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { OperatorContext } from '../context.ts';
import type { MessageReply } from '../api/message.ts';
import { fromService, recordingRefusals } from '../api/wire-handler.ts';
import type { ConnectionsTable } from '../database/schema.ts';
import type { ServiceRecord } from '../identity/services.ts';
import { findConnection, unknownConnection } from './connections.ts';

/** What a service may do in a connection, and try in one of others. */
type ServiceAction = 'read' | 'write' | 'request' | 'delay';

/**
 * A service speaks of a connection that is not its own. Refused; and if the connection is somebody's, the person sees who tried.
 *
 * @throws PosthornError `connection-unknown`, and what verifying throws
 */
export async function refuseStranger(
  type: WireType,
  action: ServiceAction,
  message: UnverifiedMessage,
  context: OperatorContext,
): Promise<MessageReply> {
  return fromService(type, async (verified, service) => {
    const connection = message.sub === null ? undefined : await findConnection(message.sub, context.database);
    return refuse(verified, connection, service, action, context);
  })(message, context);
}

/**
 * The connection that a service speaks of, if it is its own. If it is somebody else's, the person sees who tried.
 *
 * @throws PosthornError `connection-unknown`
 */
export async function requireOwnConnection(
  message: VerifiedWireMessage<WireType>,
  id: string,
  service: ServiceRecord,
  action: ServiceAction,
  context: OperatorContext,
): Promise<Selectable<ConnectionsTable>> {
  const connection = await findConnection(id, context.database);
  if (connection?.service === service.clientId) return connection;
  return refuse(message, connection, service, action, context);
}

async function refuse(
  message: VerifiedWireMessage<WireType>,
  connection: Selectable<ConnectionsTable> | undefined,
  { clientId }: ServiceRecord,
  action: ServiceAction,
  context: OperatorContext,
): Promise<never> {
  if (connection === undefined) throw unknownConnection();
  const subject = { accountId: connection.account_id, actor: clientId, action, about: { connection: connection.id } };
  return recordingRefusals(message, subject, context, () => Promise.reject(unknownConnection()));
}
