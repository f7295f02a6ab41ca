import Type from 'typebox';
import type { JsonObject } from '../json.ts';
import { jsonObject, oneOf } from '../schemas/values.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { area, domain, keyId, seconds, shortText, wireId } from './values.ts';
import { dataKey, type DataKey } from './wire-keys.ts';

/** The six lawful bases of GDPR Art. 6(1), (a) to (f). Old peers know only CONSENT. */
export const lawfulBases = [
  'CONSENT',
  'CONTRACT',
  'LEGAL_OBLIGATION',
  'VITAL_INTERESTS',
  'PUBLIC_TASK',
  'LEGITIMATE_INTERESTS',
] as const;

/** Why data may be processed (GDPR Art. 6(1)). */
export type LawfulBasis = (typeof lawfulBases)[number];

/** How often a permission may be used: once, or so many times in each calendar period (UTC). */
export type Frequency = 'ONE_TIME' | { per: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR'; times: number };

/** What every permission says. */
type Terms = {
  /** Chosen by the service; names the permission from the request to its end. */
  id: string;
  domain: string;
  area: string;
  lawfulBasis: LawfulBasis;
  /** The legal ground in plain words, for other bases than consent. */
  ground?: string;
  /** Seconds since 1970; never, if absent. */
  expires?: number;
  /** Without it: as often as needed. */
  frequency?: Frequency;
};

/** A service asks to read. `jwk` is the key that it will read with. */
export type ReadRequest = Terms & { type: 'READ'; purpose: string; jwk: DataKey };

/** A service asks to write. A `schema` promises what its data will look like. */
export type WriteRequest = Terms & { type: 'WRITE'; description: string; schema?: JsonObject };

/** One thing that a service asks for. */
export type PermissionRequestItem = ReadRequest | WriteRequest;

/** The person agreed that a service reads, with the key `kid`. */
export type ReadPermission = Terms & { type: 'READ'; purpose: string; kid: string };

/** The person agreed that a service writes, encrypted to exactly these keys: the person's own and those of all agreed readers. */
export type WritePermission = Terms & {
  type: 'WRITE';
  description: string;
  schema?: JsonObject;
  jwks: { keys: DataKey[] };
};

/** One thing that the person agreed to. */
export type Permission = ReadPermission | WritePermission;

/** One thing that the person did not agree to. */
export type DeniedPermission = Terms & { type: 'READ' | 'WRITE' };

/** What the person decided about a request. */
export type PermissionDecision = { approved?: Permission[]; denied?: DeniedPermission[] };

/** The most permissions that one message may carry. */
export const maxPermissions = 100;

const frequency: Type.TUnsafe<Frequency> = Type.Unsafe<Frequency>({
  anyOf: [
    { const: 'ONE_TIME' },
    {
      type: 'object',
      required: ['per', 'times'],
      properties: {
        per: { type: 'string', enum: ['DAY', 'WEEK', 'MONTH', 'YEAR'] },
        times: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      },
    },
  ],
});

const terms = {
  id: wireId,
  domain,
  area,
  lawfulBasis: oneOf(lawfulBases, 'Lawful basis (GDPR Art. 6(1))'),
  ground: Type.Optional(shortText),
  expires: Type.Optional(seconds),
  frequency: Type.Optional(frequency),
};

const read = { ...terms, type: Type.Literal('READ'), purpose: shortText };
const write = {
  ...terms,
  type: Type.Literal('WRITE'),
  description: shortText,
  schema: Type.Optional(jsonObject),
};

const readRequest: SchemaOf<ReadRequest> = schemaOf<ReadRequest>()(Type.Object({ ...read, jwk: dataKey }));
const writeRequest: SchemaOf<WriteRequest> = schemaOf<WriteRequest>()(Type.Object(write));
const readPermission: SchemaOf<ReadPermission> = schemaOf<ReadPermission>()(Type.Object({ ...read, kid: keyId }));
const writePermission: SchemaOf<WritePermission> = schemaOf<WritePermission>()(
  Type.Object({ ...write, jwks: Type.Object({ keys: Type.Array(dataKey, { minItems: 1, maxItems: 64 }) }) }),
);

const permission: Type.TUnsafe<Permission> = Type.Unsafe<Permission>({ anyOf: [readPermission, writePermission] });

export const permissionRequests: Type.TArray<Type.TUnsafe<PermissionRequestItem>> = Type.Array(
  Type.Unsafe<PermissionRequestItem>({ anyOf: [readRequest, writeRequest] }),
  { minItems: 1, maxItems: maxPermissions },
);

const denied = Type.Object({ ...terms, type: oneOf(['READ', 'WRITE'] as const, 'What was asked for') });

export const permissionDecision: SchemaOf<PermissionDecision> = schemaOf<PermissionDecision>()(
  Type.Object({
    approved: Type.Optional(Type.Array(permission, { minItems: 1, maxItems: maxPermissions })),
    denied: Type.Optional(Type.Array(denied, { minItems: 1, maxItems: maxPermissions })),
  }),
);
