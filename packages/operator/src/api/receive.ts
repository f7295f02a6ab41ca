import { jwsType, PosthornError, readWire, type WireType } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { acceptOnce } from './accept-once.ts';
import { accessLogReadRequest } from './access-log-read-request.ts';
import { accountDeletion } from './account-deletion.ts';
import { accountKeys } from './account-keys.ts';
import { accountMove } from './account-move.ts';
import { accountReadRequest } from './account-read-request.ts';
import { accountRegistration } from './account-registration.ts';
import { agencyRegistration } from './agency-registration.ts';
import { connectionReadRequest } from './connection-read-request.ts';
import { connectionResponse } from './connection-response.ts';
import { dataReadRequest } from './data-read-request.ts';
import { dataWrite } from './data-write.ts';
import { deleteConsent } from './delete-consent.ts';
import { disclosureDelay } from './disclosure-delay.ts';
import { documentDelete } from './document-delete.ts';
import { documentReadRequest } from './document-read-request.ts';
import { documentWrite } from './document-write.ts';
import { loginResponse } from './login-response.ts';
import { readClaims, type Claims, type MessageHandler, type MessageReply, type VerifiedMessage } from './message.ts';
import { permissionRequest } from './permission-request.ts';
import { recipientsReadRequest } from './recipients-read-request.ts';
import { recipientsWrite } from './recipients-write.ts';
import { servicePublication } from './service-publication.ts';
import { serviceRegistration } from './service-registration.ts';
import type { WireHandler } from './wire-handler.ts';

type Receiver = (jws: string, claims: Claims, context: OperatorContext) => Promise<MessageReply>;

const directoryReceivers: ReadonlyMap<string, Receiver> = new Map([
  [jwsType('agency'), receiverFor(agencyRegistration)],
  [jwsType('service'), receiverFor(servicePublication)],
]);

const wireHandlers: Partial<Record<WireType, WireHandler>> = {
  ACCESS_LOG_READ_REQUEST: accessLogReadRequest,
  ACCOUNT_DELETION: accountDeletion,
  ACCOUNT_KEYS: accountKeys,
  ACCOUNT_MOVE: accountMove,
  ACCOUNT_READ_REQUEST: accountReadRequest,
  ACCOUNT_REGISTRATION: accountRegistration,
  CONNECTION_READ_REQUEST: connectionReadRequest,
  CONNECTION_RESPONSE: connectionResponse,
  DATA_READ_REQUEST: dataReadRequest,
  DATA_WRITE: dataWrite,
  DELETE_CONSENT: deleteConsent,
  DISCLOSURE_DELAY: disclosureDelay,
  DOCUMENT_DELETE: documentDelete,
  DOCUMENT_READ_REQUEST: documentReadRequest,
  DOCUMENT_WRITE: documentWrite,
  LOGIN_RESPONSE: loginResponse,
  PERMISSION_REQUEST: permissionRequest,
  RECIPIENTS_READ_REQUEST: recipientsReadRequest,
  RECIPIENTS_WRITE: recipientsWrite,
  SERVICE_REGISTRATION: serviceRegistration,
};

/** All types of messages that the operator takes. */
export const takenTypes: readonly string[] = [
  'AGENCY_REGISTRATION',
  'SERVICE_PUBLICATION',
  ...Object.keys(wireHandlers),
];

/**
 * The way of every message: parse, identify, verify, authorise, apply, reply. Throws PosthornErrors; nothing is stored unless
 * all of it held.
 *
 * @param body the request's body: one compact JWS of at most 1 MiB
 */
export async function receive(body: string, context: OperatorContext): Promise<MessageReply> {
  const claims = readClaims(body);
  if (claims === null) return receiveWire(body, context);
  const receiver = directoryReceivers.get(claims.typ);
  if (receiver === undefined) throw unknownType();
  return receiver(body, claims, context);
}

/** The data operator's messages, which name their type in the payload. */
async function receiveWire(body: string, context: OperatorContext): Promise<MessageReply> {
  const message = readWire(body);
  const handler = wireHandlers[message.type];
  if (handler === undefined) throw unknownType();
  return context.metrics.message(message.type, handler(message, context));
}

function receiverFor<M extends VerifiedMessage>(handler: MessageHandler<M>): Receiver {
  return async (jws, claims, context) => {
    const message = await handler.verify(jws, claims, context);
    return context.database.transaction().execute(async (transaction) => {
      await acceptOnce(message.key.kid, message.payload, transaction);
      await handler.authorise(message, transaction, context);
      return { body: await handler.apply(message, transaction) };
    });
  };
}

function unknownType(): PosthornError {
  return new PosthornError('message-type-unknown', 'The operator takes no message of this type.', {
    mend: `Use one of: ${takenTypes.join(', ')}.`,
  });
}
