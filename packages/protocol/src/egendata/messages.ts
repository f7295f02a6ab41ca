import type { SchemaOf } from '../validate.ts';
import * as device from './device-messages.ts';
import * as operator from './operator-messages.ts';
import * as service from './service-messages.ts';

/** Every message of the data operator by its type. */
export type WireMessages = {
  SERVICE_REGISTRATION: service.ServiceRegistration;
  ACCOUNT_REGISTRATION: device.AccountRegistration;
  ACCOUNT_KEYS: device.AccountKeys;
  AUTHENTICATION_REQUEST: service.AuthenticationRequest;
  CONNECTION_INIT: device.ConnectionInit;
  CONNECTION_REQUEST: service.ConnectionRequest;
  CONNECTION: device.Connection;
  CONNECTION_RESPONSE: device.ConnectionResponse;
  CONNECTION_EVENT: operator.ConnectionEvent;
  CONNECTION_READ_REQUEST: service.ConnectionReadRequest;
  CONNECTION_READ_RESPONSE: service.ConnectionReadResponse;
  LOGIN: device.Login;
  LOGIN_RESPONSE: device.LoginResponse;
  LOGIN_EVENT: operator.LoginEvent;
  ACCESS_TOKEN: service.AccessToken;
  DATA_READ_REQUEST: service.DataReadRequest;
  DATA_READ_RESPONSE: service.DataReadResponse;
  DATA_WRITE: service.DataWrite;
  RECIPIENTS_READ_REQUEST: device.RecipientsReadRequest;
  RECIPIENTS_READ_RESPONSE: operator.RecipientsReadResponse;
  RECIPIENTS_WRITE: device.RecipientsWrite;
  PERMISSION_REQUEST: service.PermissionRequest;
  DELETE_CONSENT: device.DeleteConsent;
  DISCLOSURE_DELAY: service.DisclosureDelay;
  ACCOUNT_READ_REQUEST: device.AccountReadRequest;
  ACCOUNT_READ_RESPONSE: operator.AccountReadResponse;
  ACCOUNT_MOVE: device.AccountMove;
  ACCOUNT_DELETION: device.AccountDeletion;
  ACCESS_LOG_READ_REQUEST: device.AccessLogReadRequest;
  ACCESS_LOG_READ_RESPONSE: operator.AccessLogReadResponse;
  DOCUMENT_READ_REQUEST: device.DocumentReadRequest;
  DOCUMENT_READ_RESPONSE: operator.DocumentReadResponse;
  DOCUMENT_WRITE: device.DocumentWrite;
  DOCUMENT_DELETE: device.DocumentDelete;
};

/** The type of a message. */
export type WireType = keyof WireMessages;

/** A party of the data operator's wire. */
export type WireParty = 'service' | 'device' | 'operator' | 'page';

/** One type of message: its form, and who says it to whom. */
export type WireMessage<T extends WireType = WireType> = {
  schema: SchemaOf<WireMessages[T]>;
  from: WireParty;
  to: WireParty;
  /** What it is for: one sentence. */
  purpose: string;
};

function message<T extends WireType>(
  from: WireParty,
  to: WireParty,
  schema: SchemaOf<WireMessages[T]>,
  purpose: string,
): WireMessage<T> {
  return { schema, from, to, purpose };
}

/** Every message of the data operator: its form, and who says it to whom. `docs/protocol/` is made from it. */
export const wireMessages: { readonly [T in WireType]: WireMessage<T> } = {
  SERVICE_REGISTRATION: message(
    'service',
    'operator',
    service.serviceRegistration,
    'A service tells who it is, where its keys are and where it listens.',
  ),
  ACCOUNT_REGISTRATION: message(
    'device',
    'operator',
    device.accountRegistration,
    'A device makes an account; its key is the account’s from now on.',
  ),
  ACCOUNT_KEYS: message(
    'device',
    'operator',
    device.accountKeys,
    'A device names all further keys of its account, such as an RSA key for old services.',
  ),
  AUTHENTICATION_REQUEST: message(
    'service',
    'device',
    service.authenticationRequest,
    'A service asks a device to sign in, by a QR code or link.',
  ),
  CONNECTION_INIT: message(
    'device',
    'service',
    device.connectionInit,
    'A device that does not know the service yet asks what it wants.',
  ),
  CONNECTION_REQUEST: message(
    'service',
    'device',
    service.connectionRequest,
    'The service says who it is and what it wants to be allowed.',
  ),
  CONNECTION: message(
    'device',
    'service',
    device.connection,
    'The person’s agreement, nested in a CONNECTION_RESPONSE.',
  ),
  CONNECTION_RESPONSE: message(
    'device',
    'operator',
    device.connectionResponse,
    'The person agrees to a connection, or answers a later PERMISSION_REQUEST.',
  ),
  CONNECTION_EVENT: message(
    'operator',
    'service',
    operator.connectionEvent,
    'The operator hands the agreement to the service, which does not learn the account.',
  ),
  CONNECTION_READ_REQUEST: message(
    'service',
    'operator',
    service.connectionReadRequest,
    'A service that cannot be called asks for the newest agreement of a connection.',
  ),
  CONNECTION_READ_RESPONSE: message(
    'operator',
    'service',
    service.connectionReadResponse,
    'The agreement, as the person signed it.',
  ),
  LOGIN: message('device', 'service', device.login, 'The person signs in, nested in a LOGIN_RESPONSE.'),
  LOGIN_RESPONSE: message('device', 'operator', device.loginResponse, 'The person signs in at a connected service.'),
  LOGIN_EVENT: message('operator', 'service', operator.loginEvent, 'The operator hands the sign-in to the service.'),
  ACCESS_TOKEN: message(
    'service',
    'page',
    service.accessToken,
    'A service tells its own page which connection signed in.',
  ),
  DATA_READ_REQUEST: message('service', 'operator', service.dataReadRequest, 'A service reads data.'),
  DATA_READ_RESPONSE: message(
    'operator',
    'service',
    service.dataReadResponse,
    'The sealed data, with the reader’s own wrapped key only.',
  ),
  DATA_WRITE: message('service', 'operator', service.dataWrite, 'A service writes sealed data: all paths or none.'),
  RECIPIENTS_READ_REQUEST: message(
    'device',
    'operator',
    device.recipientsReadRequest,
    'A device asks for the wrapped content keys of documents.',
  ),
  RECIPIENTS_READ_RESPONSE: message(
    'operator',
    'device',
    operator.recipientsReadResponse,
    'The wrapped content keys; no ciphertext travels.',
  ),
  RECIPIENTS_WRITE: message(
    'device',
    'operator',
    device.recipientsWrite,
    'A device replaces the wrapped content keys, so that another service reads, too.',
  ),
  PERMISSION_REQUEST: message(
    'service',
    'operator',
    service.permissionRequest,
    'A connected service asks to be allowed more, at any time.',
  ),
  DELETE_CONSENT: message(
    'device',
    'operator',
    device.deleteConsent,
    'The person withdraws consents, or ends the whole connection.',
  ),
  DISCLOSURE_DELAY: message(
    'service',
    'operator',
    service.disclosureDelay,
    'An authority on the operator’s list has the person told later who looked.',
  ),
  ACCOUNT_READ_REQUEST: message(
    'device',
    'operator',
    device.accountReadRequest,
    'A device asks for all that the operator knows of the account.',
  ),
  ACCOUNT_READ_RESPONSE: message(
    'operator',
    'device',
    operator.accountReadResponse,
    'Connections, permissions, waiting requests, documents, store.',
  ),
  ACCOUNT_MOVE: message(
    'device',
    'operator',
    device.accountMove,
    'A device moves the account’s data to another store.',
  ),
  ACCOUNT_DELETION: message(
    'device',
    'operator',
    device.accountDeletion,
    'A device deletes the account and all its data, for good.',
  ),
  ACCESS_LOG_READ_REQUEST: message('device', 'operator', device.accessLogReadRequest, 'A device asks who looked.'),
  ACCESS_LOG_READ_RESPONSE: message(
    'operator',
    'device',
    operator.accessLogReadResponse,
    'Who, when, what and why: a hash chain with the signed requests.',
  ),
  DOCUMENT_READ_REQUEST: message('device', 'operator', device.documentReadRequest, 'A device reads its own documents.'),
  DOCUMENT_READ_RESPONSE: message(
    'operator',
    'device',
    operator.documentReadResponse,
    'The sealed documents with all wrapped keys.',
  ),
  DOCUMENT_WRITE: message(
    'device',
    'operator',
    device.documentWrite,
    'A device puts documents back under another content key: the locks are changed.',
  ),
  DOCUMENT_DELETE: message('device', 'operator', device.documentDelete, 'A device deletes documents, for good.'),
};

/** All types of messages. */
export const wireTypes: readonly WireType[] = Object.keys(wireMessages) as WireType[];
