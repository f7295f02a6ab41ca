import Type from 'typebox';
import type { JsonObject } from '../json.ts';
import type { Language } from '../language.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { attachment, type Attachment } from './attachment.ts';
import { serviceRef, type ServiceRef } from './service-ref.ts';
import { jsonObject, jws, language, list, unixTime, uuid } from './values.ts';

/** A person applies. The first event of a case. */
export type ApplicationBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** JWS of an {@link ApplicationPayload} by the account key. */
  jws: string;
};

export type ApplicationPayload = {
  type: 'application';
  id: string;
  caseId: string;
  connectionId: string;
  service: ServiceRef;
  language: Language;
  /** Answers by the service's form schema. Unchecked here: the agency evaluates them with the service definition. */
  answers: JsonObject;
  attachments: Attachment[];
  /** Seconds since 1970. */
  iat: number;
};

export const applicationBlock: SchemaOf<ApplicationBlock> = schemaOf<ApplicationBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, jws }),
);

export const applicationPayload: SchemaOf<ApplicationPayload> = schemaOf<ApplicationPayload>()(
  Type.Object({
    type: Type.Literal('application'),
    id: uuid,
    caseId: uuid,
    connectionId: uuid,
    service: Type.Unsafe<ServiceRef>(serviceRef),
    language,
    answers: jsonObject,
    attachments: list(Type.Unsafe<Attachment>(attachment)),
    iat: unixTime,
  }),
);
