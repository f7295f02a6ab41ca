import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { text, uuid } from './values.ts';

/** A person writes in a case. A plain text of an ordinary client in the case's thread means the same. */
export type ReplyBlock = { v: 1; id: string; caseId: string; text: string };

export const replyBlock: SchemaOf<ReplyBlock> = schemaOf<ReplyBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, caseId: uuid, text }),
);
