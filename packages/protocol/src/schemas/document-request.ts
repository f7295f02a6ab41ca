import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { byteCount, day, mediaType, text, uuid } from './values.ts';

/** An agency asks for a document. */
export type DocumentRequestBlock = {
  v: 1;
  id: string;
  caseId: string;
  text: string;
  /** Media types that are taken. */
  accept: string[];
  /** Most bytes of one file. */
  maxSize: number;
  /** Until when, as `YYYY-MM-DD`. */
  due?: string;
};

export const documentRequestBlock: SchemaOf<DocumentRequestBlock> = schemaOf<DocumentRequestBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    text,
    accept: Type.Array(mediaType, { minItems: 1, maxItems: 50 }),
    maxSize: byteCount,
    due: Type.Optional(day),
  }),
);
