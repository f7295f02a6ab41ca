import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { code, oneOf, text, uuid } from './values.ts';

/** Where a case stands. */
export type CaseStatus =
  | 'submitted'
  | 'received'
  | 'in-progress'
  | 'action-required'
  | 'decided'
  | 'rejected'
  | 'withdrawn'
  | 'closed';

/** Every status a case can have, in the order of a usual case. */
export const caseStatuses: readonly CaseStatus[] = [
  'submitted',
  'received',
  'in-progress',
  'action-required',
  'decided',
  'rejected',
  'withdrawn',
  'closed',
];

/** An agency tells where a case stands. */
export type StatusBlock = {
  v: 1;
  id: string;
  caseId: string;
  status: CaseStatus;
  /** Id of a step in the service definition. */
  step?: string;
  text?: string;
};

export const statusBlock: SchemaOf<StatusBlock> = schemaOf<StatusBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    status: oneOf(caseStatuses, 'Where the case stands'),
    step: Type.Optional(code),
    text: Type.Optional(text),
  }),
);
