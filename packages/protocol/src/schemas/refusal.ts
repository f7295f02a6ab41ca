import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { clientId, code, instant, jsonPointer, jws, list, text, uuid } from './values.ts';

/** An agency says that an application cannot be taken as it is, and why. */
export type RefusalBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** JWS of a {@link RefusalPayload} by the agency's registered key. */
  jws: string;
};

export type RefusalReason = {
  code: string;
  /** The answer it is about: JSON pointer (RFC 6901) into the answers. */
  path?: string;
  /** For the person, in the person's language. */
  message: string;
};

export type RefusalPayload = {
  type: 'refusal';
  /** clientId of the agency. */
  agency: string;
  caseId: string;
  applicationId: string;
  reasons: RefusalReason[];
  /** RFC 3339. */
  refusedAt: string;
};

export const refusalBlock: SchemaOf<RefusalBlock> = schemaOf<RefusalBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, jws }),
);

export const refusalPayload: SchemaOf<RefusalPayload> = schemaOf<RefusalPayload>()(
  Type.Object({
    type: Type.Literal('refusal'),
    agency: clientId,
    caseId: uuid,
    applicationId: uuid,
    reasons: list(Type.Object({ code, path: Type.Optional(jsonPointer), message: text }), 1),
    refusedAt: instant,
  }),
);
