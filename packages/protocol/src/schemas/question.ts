import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { code, uuid } from './values.ts';

/** One possible answer: the code is for programs and stays, the text is for people. */
export type Choice = { code: string; text: string };

/** An agency asks; the person picks. Travels in a Matrix poll (MSC3381), so any client can vote. */
export type QuestionBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** Id of a question template in the service definition. */
  template?: string;
  /** At most 2,000 characters. */
  text: string;
  /** 1 to 20 (the most that MSC3381 allows), texts of at most 200 characters, no code twice. */
  choices: Choice[];
  /** Whether more than one may be picked. */
  multiple: boolean;
};

export const questionBlock: SchemaOf<QuestionBlock> = schemaOf<QuestionBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    template: Type.Optional(code),
    text: Type.String({ minLength: 1, maxLength: 2_000 }),
    choices: Type.Array(Type.Object({ code, text: Type.String({ minLength: 1, maxLength: 200 }) }), {
      minItems: 1,
      maxItems: 20,
    }),
    multiple: Type.Boolean(),
  }),
);
