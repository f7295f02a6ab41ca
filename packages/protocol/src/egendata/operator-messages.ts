import Type from 'typebox';
import type { JsonObject } from '../json.ts';
import { jsonObject, oneOf } from '../schemas/values.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { claims, type Claims } from './claims.ts';
import { consentStates, type ConsentState } from './consent.ts';
import type { DeniedPermission, Permission } from './permissions.ts';
import { recipients, sealedData, type Recipient, type SealedData } from './sealed-document.ts';
import { pathError, type Path, type PathError } from './service-messages.ts';
import { area, compactJws, domain, seconds, wireId } from './values.ts';

/** The operator hands a person's CONNECTION to its service. */
export type ConnectionEvent = Claims & { type: 'CONNECTION_EVENT'; payload: string };

/** The operator hands a person's LOGIN to its service. */
export type LoginEvent = Claims & { type: 'LOGIN_EVENT'; payload: string };

export type RecipientsReadResponse = Claims & {
  type: 'RECIPIENTS_READ_RESPONSE';
  sub: string;
  paths: (Path & { recipients?: Recipient[]; error?: PathError })[];
};

/** A permission as it stands in the operator's records. */
export type PermissionRecord = (Permission | DeniedPermission) & {
  state: ConsentState;
  /** Seconds since 1970. */
  decidedAt: number;
};

/** A connection as it stands in the operator's records. */
export type ConnectionRecord = {
  id: string;
  service: {
    clientId: string;
    displayName: string;
    /** Where old services listen; absent for agencies that ask instead of listening. */
    eventsURI?: string;
  };
  /** Seconds since 1970. */
  since: number;
  permissions: PermissionRecord[];
};

/** One stored document, without its content. */
export type DocumentRecord = Path & {
  /** Counts up with every change. */
  version: number;
  /** Bytes, sealed. */
  size: number;
  /** Seconds since 1970. */
  changedAt: number;
  /** Whose connection wrote it; null if the person re-encrypted it last. */
  writer: string | null;
  /** Key ids of all readers, the person among them. */
  readers: string[];
};

/** How the move to another store goes. */
export type MoveRecord = {
  provider: string;
  state: 'moving' | 'failed';
  /** Documents. */
  done: number;
  total: number;
  /** Why it stands still. */
  code?: string;
};

/** Everything that the operator knows about an account, but the data and the log. `sub` is the account. */
export type AccountReadResponse = Claims & {
  type: 'ACCOUNT_READ_RESPONSE';
  sub: string;
  store: { provider: string };
  move?: MoveRecord;
  connections: ConnectionRecord[];
  /** PERMISSION_REQUESTs that wait for an answer, as the services signed them. */
  requests: { connection: string; jws: string; receivedAt: number }[];
  documents: DocumentRecord[];
  /** Newest entry of the access log. */
  log: { seq: number; head: string };
};

/** What is recorded in the access log. */
export const accessActions = [
  'account',
  'connect',
  'grant',
  'denial',
  'request',
  'login',
  'read',
  'write',
  'recipients',
  'own-read',
  'own-write',
  'withdrawal',
  'deletion',
  'move',
  'export',
  'delay',
] as const;

/** What was done, or tried. */
export type AccessAction = (typeof accessActions)[number];

/** One entry of the access log. How `hash` and `previous` chain the entries, so that a removed one shows: {@link accessLogHash}. */
export type AccessLogEntry = {
  seq: number;
  /** Seconds since 1970. */
  at: number;
  action: AccessAction;
  /** clientId of a service, or the account. */
  actor: string;
  /** `done`, or the error code of the refusal. */
  outcome: string;
  /** connection, paths, permissions, purposes, legal grounds: what it was about. */
  about: JsonObject;
  /** SHA-256 of the signing input of the request (RFC 7515, section 5.1), lower-case hex: what its signature is over. */
  evidence: string;
  /**
   * The signed request. Where it carries a document, which may be deleted, or credentials, there is only its signature (`..<signature>`)
   * over `evidence`.
   */
  jws?: string;
  previous: string;
  hash: string;
};

export type AccessLogReadResponse = Claims & {
  type: 'ACCESS_LOG_READ_RESPONSE';
  sub: string;
  entries: AccessLogEntry[];
  /** Whether there are later entries. */
  more: boolean;
};

/** The person's own documents, with the wrapped keys of all readers. */
export type DocumentReadResponse = Claims & {
  type: 'DOCUMENT_READ_RESPONSE';
  sub: string;
  paths: (Path & { version?: number; data?: SealedData; error?: PathError })[];
};

const path = { domain, area };
const error = Type.Optional(Type.Unsafe<PathError>(pathError));
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const jws = Type.String();

export const connectionEvent: SchemaOf<ConnectionEvent> = schemaOf<ConnectionEvent>()(
  Type.Object({ ...claims, type: Type.Literal('CONNECTION_EVENT'), payload: compactJws }),
);

export const loginEvent: SchemaOf<LoginEvent> = schemaOf<LoginEvent>()(
  Type.Object({ ...claims, type: Type.Literal('LOGIN_EVENT'), payload: compactJws }),
);

export const recipientsReadResponse: SchemaOf<RecipientsReadResponse> = schemaOf<RecipientsReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('RECIPIENTS_READ_RESPONSE'),
    sub: wireId,
    paths: Type.Array(Type.Object({ ...path, recipients: Type.Optional(recipients), error })),
  }),
);

const connectionRecord: Type.TUnsafe<ConnectionRecord> = Type.Unsafe<ConnectionRecord>({
  type: 'object',
  required: ['id', 'service', 'since', 'permissions'],
  properties: {
    id: wireId,
    service: { type: 'object', required: ['clientId', 'displayName'] },
    since: seconds,
    permissions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'domain', 'area', 'type', 'lawfulBasis', 'state', 'decidedAt'],
        properties: { state: { enum: [...consentStates] }, decidedAt: seconds },
      },
    },
  },
});

const documentRecord = Type.Object({
  ...path,
  version: count,
  size: count,
  changedAt: seconds,
  writer: Type.Union([Type.String(), Type.Null()]),
  readers: Type.Array(Type.String()),
});

export const accountReadResponse: SchemaOf<AccountReadResponse> = schemaOf<AccountReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('ACCOUNT_READ_RESPONSE'),
    sub: Type.String(),
    store: Type.Object({ provider: Type.String() }),
    move: Type.Optional(
      Type.Object({
        provider: Type.String(),
        state: oneOf(['moving', 'failed'] as const, 'How the move goes'),
        done: count,
        total: count,
        code: Type.Optional(Type.String()),
      }),
    ),
    connections: Type.Array(connectionRecord),
    requests: Type.Array(Type.Object({ connection: wireId, jws, receivedAt: seconds })),
    documents: Type.Array(documentRecord),
    log: Type.Object({ seq: count, head: hash }),
  }),
);

export const accessLogEntry: SchemaOf<AccessLogEntry> = schemaOf<AccessLogEntry>()(
  Type.Object({
    seq: count,
    at: seconds,
    action: oneOf(accessActions, 'What was done or tried'),
    actor: Type.String(),
    outcome: Type.String(),
    about: jsonObject,
    evidence: hash,
    jws: Type.Optional(jws),
    previous: hash,
    hash,
  }),
);

export const accessLogReadResponse: SchemaOf<AccessLogReadResponse> = schemaOf<AccessLogReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('ACCESS_LOG_READ_RESPONSE'),
    sub: Type.String(),
    entries: Type.Array(Type.Unsafe<AccessLogEntry>(accessLogEntry)),
    more: Type.Boolean(),
  }),
);

export const documentReadResponse: SchemaOf<DocumentReadResponse> = schemaOf<DocumentReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DOCUMENT_READ_RESPONSE'),
    sub: Type.String(),
    paths: Type.Array(
      Type.Object({
        ...path,
        version: Type.Optional(count),
        data: Type.Optional(Type.Unsafe<SealedData>(sealedData)),
        error,
      }),
    ),
  }),
);
