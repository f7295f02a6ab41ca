import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import type { Claims } from './claims.ts';
import { claims } from './claims.ts';
import { permissionRequests, type PermissionRequestItem } from './permissions.ts';
import { sealedData, type SealedData } from './sealed-document.ts';
import { area, compactJws, domain, seconds, sessionId, shortText, webAddress, wireId } from './values.ts';

/** A service tells the operator who it is and where its keys and its ear are. The same again renews it. */
export type ServiceRegistration = Claims & {
  type: 'SERVICE_REGISTRATION';
  displayName: string;
  description: string;
  iconURI: string;
  /** Below it lie the service's public keys. Same origin as the clientId, unless the directory knows the service. */
  jwksURI: string;
  /** Where the operator and devices send what concerns the service. */
  eventsURI: string;
};

/** A service asks a device to sign in; carried by a QR code or link `egendata://account/<JWT>`. */
export type AuthenticationRequest = Claims & { type: 'AUTHENTICATION_REQUEST'; sid: string; eventsURI: string };

/** A service says what it wants to be allowed; without permissions it only wants to be connected. */
export type ConnectionRequest = Claims & {
  type: 'CONNECTION_REQUEST';
  sid: string;
  displayName: string;
  description: string;
  iconURI: string;
  permissions?: PermissionRequestItem[];
};

/** A service's own token for its own page: this browser session belongs to that connection. */
export type AccessToken = Claims & { type: 'ACCESS_TOKEN'; sub: string };

/** Which data is meant; an absent domain or area means all that may be read. */
export type PathFilter = { domain?: string; area?: string };

/** One place of data. */
export type Path = { domain: string; area: string };

/** Why one path of several could not be served. */
export type PathError = { message: string; status?: number; code?: string };

/** A service asks for data. `sub` is the connection. */
export type DataReadRequest = Claims & { type: 'DATA_READ_REQUEST'; sub: string; paths?: PathFilter[] };

/** The data, as its writers sealed it. A path without data and error has none yet. */
export type DataReadResponse = Claims & {
  type: 'DATA_READ_RESPONSE';
  sub: string;
  paths?: (Path & { data?: SealedData; error?: PathError })[];
};

/** A service writes data: all paths or none. */
export type DataWrite = Claims & { type: 'DATA_WRITE'; sub: string; paths?: (Path & { data?: SealedData })[] };

/** A service asks, at any later time, to be allowed more. `sub` is the connection; without it the `sid` names a sign-in. */
export type PermissionRequest = Claims & {
  type: 'PERMISSION_REQUEST';
  permissions: PermissionRequestItem[];
  sub?: string;
  sid: string;
};

/** A service asks for the newest agreement of a connection, instead of waiting for the event. */
export type ConnectionReadRequest = Claims & { type: 'CONNECTION_READ_REQUEST'; sub: string };

/** `payload` is the person's own CONNECTION. */
export type ConnectionReadResponse = Claims & { type: 'CONNECTION_READ_RESPONSE'; sub: string; payload: string };

/** An authority has the person told only later who looked; `ground` names the law or the order. */
export type DisclosureDelay = Claims & { type: 'DISCLOSURE_DELAY'; sub: string; until: number; ground: string };

const about = { displayName: shortText, description: shortText, iconURI: shortText };
const path = { domain, area };
const maxPaths = 200;

export const pathError: SchemaOf<PathError> = schemaOf<PathError>()(
  Type.Object({
    message: Type.String(),
    status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
    code: Type.Optional(Type.String()),
  }),
);

export const serviceRegistration: SchemaOf<ServiceRegistration> = schemaOf<ServiceRegistration>()(
  Type.Object({
    ...claims,
    type: Type.Literal('SERVICE_REGISTRATION'),
    ...about,
    jwksURI: webAddress,
    eventsURI: webAddress,
  }),
);

export const authenticationRequest: SchemaOf<AuthenticationRequest> = schemaOf<AuthenticationRequest>()(
  Type.Object({ ...claims, type: Type.Literal('AUTHENTICATION_REQUEST'), sid: sessionId, eventsURI: webAddress }),
);

export const connectionRequest: SchemaOf<ConnectionRequest> = schemaOf<ConnectionRequest>()(
  Type.Object({
    ...claims,
    type: Type.Literal('CONNECTION_REQUEST'),
    sid: sessionId,
    ...about,
    permissions: Type.Optional(permissionRequests),
  }),
);

export const accessToken: SchemaOf<AccessToken> = schemaOf<AccessToken>()(
  Type.Object({ ...claims, type: Type.Literal('ACCESS_TOKEN'), sub: wireId }),
);

export const dataReadRequest: SchemaOf<DataReadRequest> = schemaOf<DataReadRequest>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DATA_READ_REQUEST'),
    sub: wireId,
    paths: Type.Optional(
      Type.Array(Type.Object({ domain: Type.Optional(domain), area: Type.Optional(area) }), {
        minItems: 1,
        maxItems: maxPaths,
      }),
    ),
  }),
);

export const dataReadResponse: SchemaOf<DataReadResponse> = schemaOf<DataReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DATA_READ_RESPONSE'),
    sub: wireId,
    paths: Type.Optional(
      Type.Array(
        Type.Object({
          ...path,
          data: Type.Optional(Type.Unsafe<SealedData>(sealedData)),
          error: Type.Optional(Type.Unsafe<PathError>(pathError)),
        }),
        { minItems: 1 },
      ),
    ),
  }),
);

export const dataWrite: SchemaOf<DataWrite> = schemaOf<DataWrite>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DATA_WRITE'),
    sub: wireId,
    paths: Type.Optional(
      Type.Array(Type.Object({ ...path, data: Type.Optional(Type.Unsafe<SealedData>(sealedData)) }), {
        minItems: 1,
        maxItems: maxPaths,
      }),
    ),
  }),
);

export const permissionRequest: SchemaOf<PermissionRequest> = schemaOf<PermissionRequest>()(
  Type.Object({
    ...claims,
    type: Type.Literal('PERMISSION_REQUEST'),
    permissions: permissionRequests,
    sub: Type.Optional(wireId),
    sid: sessionId,
  }),
);

export const connectionReadRequest: SchemaOf<ConnectionReadRequest> = schemaOf<ConnectionReadRequest>()(
  Type.Object({ ...claims, type: Type.Literal('CONNECTION_READ_REQUEST'), sub: wireId }),
);

export const connectionReadResponse: SchemaOf<ConnectionReadResponse> = schemaOf<ConnectionReadResponse>()(
  Type.Object({
    ...claims,
    type: Type.Literal('CONNECTION_READ_RESPONSE'),
    sub: wireId,
    payload: compactJws,
  }),
);

export const disclosureDelay: SchemaOf<DisclosureDelay> = schemaOf<DisclosureDelay>()(
  Type.Object({
    ...claims,
    type: Type.Literal('DISCLOSURE_DELAY'),
    sub: wireId,
    until: seconds,
    ground: shortText,
  }),
);
