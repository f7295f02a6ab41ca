import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { text, uuid } from './values.ts';

/** A person takes an application back. */
export type WithdrawalBlock = { v: 1; id: string; caseId: string; reason?: string };

export const withdrawalBlock: SchemaOf<WithdrawalBlock> = schemaOf<WithdrawalBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, reason: Type.Optional(text) }),
);
