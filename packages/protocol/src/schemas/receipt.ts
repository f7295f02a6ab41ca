import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { serviceRef, type ServiceRef } from './service-ref.ts';
import { clientId, instant, jws, list, sha256Hex, uuid } from './values.ts';

/** An agency proves that it has received an application. */
export type ReceiptBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** JWS of a {@link Receipt} by the agency's registered key. */
  jws: string;
};

/** What a receipt proves: which answers and files arrived, for which service, and when. */
export type Receipt = {
  type: 'receipt';
  /** clientId of the agency. */
  agency: string;
  caseId: string;
  applicationId: string;
  service: ServiceRef;
  /** SHA-256 of the answers' canonical JSON (RFC 8785), hexadecimal. */
  answersSha256: string;
  /** Every attachment with the SHA-256 of its plaintext, hexadecimal. */
  attachments: { id: string; sha256: string }[];
  /** Time of receipt, RFC 3339. */
  receivedAt: string;
};

export const receiptBlock: SchemaOf<ReceiptBlock> = schemaOf<ReceiptBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, jws }),
);

export const receiptPayload: SchemaOf<Receipt> = schemaOf<Receipt>()(
  Type.Object({
    type: Type.Literal('receipt'),
    agency: clientId,
    caseId: uuid,
    applicationId: uuid,
    service: Type.Unsafe<ServiceRef>(serviceRef),
    answersSha256: sha256Hex,
    attachments: list(Type.Object({ id: uuid, sha256: sha256Hex })),
    receivedAt: instant,
  }),
);
