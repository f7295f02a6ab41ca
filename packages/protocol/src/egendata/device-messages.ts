import Type from 'typebox';
import type { Language } from '../language.ts';
import { language, masterKey, userId } from '../schemas/values.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { claims, type Claims } from './claims.ts';
import { permissionDecision, type PermissionDecision } from './permissions.ts';
import { recipients, sealedData, type Recipient, type SealedData } from './sealed-document.ts';
import type { Path } from './service-messages.ts';
import { area, compactJws, domain, sessionId, wireId } from './values.ts';
import { wireKey, type WireKey } from './wire-keys.ts';

/** Where an account's data is kept: the provider and what it needs to be reached. */
export type StoreOptions = { provider: string; [option: string]: string };

/** A device makes an account. Its key is the account's from now on. */
export type AccountRegistration = Claims & { type: 'ACCOUNT_REGISTRATION'; pds: StoreOptions };

/** A device names all further keys of its account, such as an RSA key for what old services read. */
export type AccountKeys = Claims & { type: 'ACCOUNT_KEYS'; keys: WireKey[] };

/** A device has scanned a service's request and asks what it wants. */
export type ConnectionInit = Claims & { type: 'CONNECTION_INIT'; sid: string };

/** What the agency's end of the encrypted channel has to know to accept the person's room. */
export type ConnectionChannel = {
  /** The person's Matrix user id. */
  userId: string;
  /** The person's master cross-signing key, unpadded base64. */
  masterKey: string;
  language: Language;
};

/** The person's agreement with a service, for the service. `sub` is the connection, chosen by the device. */
export type Connection = Claims & {
  type: 'CONNECTION';
  sid: string;
  sub: string;
  permissions?: PermissionDecision;
  channel?: ConnectionChannel;
};

/** `payload` is a CONNECTION. */
export type ConnectionResponse = Claims & { type: 'CONNECTION_RESPONSE'; payload: string };

/** The person signs in at a service. `sub` is the connection. */
export type Login = Claims & { type: 'LOGIN'; sid: string; sub: string };

/** `payload` is a LOGIN. */
export type LoginResponse = Claims & { type: 'LOGIN_RESPONSE'; payload: string };

/** A device asks for the wrapped content keys of documents. */
export type RecipientsReadRequest = Claims & { type: 'RECIPIENTS_READ_REQUEST'; sub: string; paths: Path[] };

/** A device replaces the wrapped content keys of documents; one of its own must stay as it is. */
export type RecipientsWrite = Claims & {
  type: 'RECIPIENTS_WRITE';
  sub: string;
  paths: (Path & { recipients: Recipient[] })[];
};

/** The person withdraws consents of a connection (`sub`), or ends the whole connection. */
export type DeleteConsent = Claims & { type: 'DELETE_CONSENT'; sub: string; permissions?: string[] };

/** A device asks for everything that the operator knows about its account, but the data and the log. */
export type AccountReadRequest = Claims & { type: 'ACCOUNT_READ_REQUEST' };

/** A device moves the account's data to another store. */
export type AccountMove = Claims & { type: 'ACCOUNT_MOVE'; pds: StoreOptions };

/** A device deletes the account with all data. There is no way back. */
export type AccountDeletion = Claims & { type: 'ACCOUNT_DELETION' };

/** A device asks who looked. `after` is the number of the last entry that it has. */
export type AccessLogReadRequest = Claims & { type: 'ACCESS_LOG_READ_REQUEST'; after?: number };

/** A device asks for its own documents. */
export type DocumentReadRequest = Claims & { type: 'DOCUMENT_READ_REQUEST'; paths: Path[] };

/** A device puts documents back under another content key; refused if `version` is not the stored one any more. */
export type DocumentWrite = Claims & {
  type: 'DOCUMENT_WRITE';
  paths: (Path & { version: number; data: SealedData })[];
};

/** A device deletes documents for good. */
export type DocumentDelete = Claims & { type: 'DOCUMENT_DELETE'; paths: Path[] };

const path = { domain, area };
const pathList = Type.Array(Type.Object(path), { minItems: 1, maxItems: 200 });

const storeOptions: Type.TUnsafe<StoreOptions> = Type.Unsafe<StoreOptions>({
  type: 'object',
  required: ['provider'],
  properties: { provider: { type: 'string', pattern: '^[a-z0-9-]{1,32}$' } },
  additionalProperties: { type: 'string', maxLength: 4_000 },
  maxProperties: 16,
});

export const accountRegistration: SchemaOf<AccountRegistration> = schemaOf<AccountRegistration>()(
  Type.Object({ ...claims, type: Type.Literal('ACCOUNT_REGISTRATION'), pds: storeOptions }),
);

export const accountKeys: SchemaOf<AccountKeys> = schemaOf<AccountKeys>()(
  Type.Object({ ...claims, type: Type.Literal('ACCOUNT_KEYS'), keys: Type.Array(wireKey, { maxItems: 8 }) }),
);

export const connectionInit: SchemaOf<ConnectionInit> = schemaOf<ConnectionInit>()(
  Type.Object({ ...claims, type: Type.Literal('CONNECTION_INIT'), sid: sessionId }),
);

export const connection: SchemaOf<Connection> = schemaOf<Connection>()(
  Type.Object({
    ...claims,
    type: Type.Literal('CONNECTION'),
    sid: sessionId,
    sub: wireId,
    permissions: Type.Optional(Type.Unsafe<PermissionDecision>(permissionDecision)),
    channel: Type.Optional(Type.Object({ userId, masterKey, language })),
  }),
);

export const connectionResponse: SchemaOf<ConnectionResponse> = schemaOf<ConnectionResponse>()(
  Type.Object({ ...claims, type: Type.Literal('CONNECTION_RESPONSE'), payload: compactJws }),
);

export const login: SchemaOf<Login> = schemaOf<Login>()(
  Type.Object({ ...claims, type: Type.Literal('LOGIN'), sid: sessionId, sub: wireId }),
);

export const loginResponse: SchemaOf<LoginResponse> = schemaOf<LoginResponse>()(
  Type.Object({ ...claims, type: Type.Literal('LOGIN_RESPONSE'), payload: compactJws }),
);

export const recipientsReadRequest: SchemaOf<RecipientsReadRequest> = schemaOf<RecipientsReadRequest>()(
  Type.Object({ ...claims, type: Type.Literal('RECIPIENTS_READ_REQUEST'), sub: wireId, paths: pathList }),
);

export const recipientsWrite: SchemaOf<RecipientsWrite> = schemaOf<RecipientsWrite>()(
  Type.Object({
    ...claims,
    type: Type.Literal('RECIPIENTS_WRITE'),
    sub: wireId,
    paths: Type.Array(Type.Object({ ...path, recipients }), { minItems: 1, maxItems: 200 }),
  }),
);

export const deleteConsent: SchemaOf<DeleteConsent> = schemaOf<DeleteConsent>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DELETE_CONSENT'),
    sub: wireId,
    permissions: Type.Optional(Type.Array(wireId, { minItems: 1, maxItems: 100 })),
  }),
);

export const accountReadRequest: SchemaOf<AccountReadRequest> = schemaOf<AccountReadRequest>()(
  Type.Object({ ...claims, type: Type.Literal('ACCOUNT_READ_REQUEST') }),
);

export const accountMove: SchemaOf<AccountMove> = schemaOf<AccountMove>()(
  Type.Object({ ...claims, type: Type.Literal('ACCOUNT_MOVE'), pds: storeOptions }),
);

export const accountDeletion: SchemaOf<AccountDeletion> = schemaOf<AccountDeletion>()(
  Type.Object({ ...claims, type: Type.Literal('ACCOUNT_DELETION') }),
);

export const accessLogReadRequest: SchemaOf<AccessLogReadRequest> = schemaOf<AccessLogReadRequest>()(
  Type.Object({
    ...claims,
    type: Type.Literal('ACCESS_LOG_READ_REQUEST'),
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  }),
);

export const documentReadRequest: SchemaOf<DocumentReadRequest> = schemaOf<DocumentReadRequest>()(
  Type.Object({ ...claims, type: Type.Literal('DOCUMENT_READ_REQUEST'), paths: pathList }),
);

export const documentWrite: SchemaOf<DocumentWrite> = schemaOf<DocumentWrite>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DOCUMENT_WRITE'),
    paths: Type.Array(
      Type.Object({
        ...path,
        version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        data: Type.Unsafe<SealedData>(sealedData),
      }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
);

export const documentDelete: SchemaOf<DocumentDelete> = schemaOf<DocumentDelete>()(
  Type.Object({ ...claims, type: Type.Literal('DOCUMENT_DELETE'), paths: pathList }),
);
