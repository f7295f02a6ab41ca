import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { code, uuid } from './values.ts';

/** A person's answer to a question. An ordinary client's vote comes without it. */
export type AnswerBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** `id` of the question's block. */
  questionId: string;
  /** Codes of the picked choices; empty takes an earlier vote back. */
  codes: string[];
};

export const answerBlock: SchemaOf<AnswerBlock> = schemaOf<AnswerBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    questionId: uuid,
    codes: Type.Array(code, { maxItems: 20, uniqueItems: true }),
  }),
);
