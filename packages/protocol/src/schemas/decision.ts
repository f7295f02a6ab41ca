import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { attachment, type Attachment } from './attachment.ts';
import { clientId, instant, jws, list, oneOf, text, uuid } from './values.ts';

/** An agency decides. */
export type DecisionBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** JWS of a {@link DecisionPayload} by the agency's registered key. */
  jws: string;
};

export type DecisionOutcome = 'approved' | 'partly-approved' | 'rejected';

export const decisionOutcomes: readonly DecisionOutcome[] = ['approved', 'partly-approved', 'rejected'];

export type DecisionPayload = {
  type: 'decision';
  /** clientId of the agency. */
  agency: string;
  caseId: string;
  outcome: DecisionOutcome;
  text: string;
  /** The letter and its enclosures; each also comes as an attachment of its own, for ordinary clients. */
  files: Attachment[];
  /** RFC 3339. */
  decidedAt: string;
};

export const decisionBlock: SchemaOf<DecisionBlock> = schemaOf<DecisionBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, jws }),
);

export const decisionPayload: SchemaOf<DecisionPayload> = schemaOf<DecisionPayload>()(
  Type.Object({
    type: Type.Literal('decision'),
    agency: clientId,
    caseId: uuid,
    outcome: oneOf(decisionOutcomes, 'What was decided'),
    text,
    files: list(Type.Unsafe<Attachment>(attachment)),
    decidedAt: instant,
  }),
);
