import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { day, name, text, uuid } from './values.ts';

/** An agency writes. With a `title` it opens a case of its own. */
export type NoticeBlock = {
  v: 1;
  id: string;
  caseId: string;
  title?: string;
  text: string;
  /** Until when the person should act, as `YYYY-MM-DD`. */
  due?: string;
};

export const noticeBlock: SchemaOf<NoticeBlock> = schemaOf<NoticeBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    title: Type.Optional(name),
    text,
    due: Type.Optional(day),
  }),
);
