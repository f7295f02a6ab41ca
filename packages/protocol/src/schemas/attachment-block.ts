import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { attachment, type Attachment } from './attachment.ts';
import { uuid } from './values.ts';

/** A file in a case, from either side. The event is an ordinary `m.file`, so any client opens it. */
export type AttachmentBlock = {
  v: 1;
  id: string;
  caseId: string;
  /** `id` of the document request that it answers. */
  requestId?: string;
  attachment: Attachment;
};

export const attachmentBlock: SchemaOf<AttachmentBlock> = schemaOf<AttachmentBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    requestId: Type.Optional(uuid),
    attachment: Type.Unsafe<Attachment>(attachment),
  }),
);
