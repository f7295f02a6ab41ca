import { answerBlock, type AnswerBlock } from './schemas/answer.ts';
import { applicationBlock, type ApplicationBlock } from './schemas/application.ts';
import { attachmentBlock, type AttachmentBlock } from './schemas/attachment-block.ts';
import { decisionBlock, type DecisionBlock } from './schemas/decision.ts';
import { documentRequestBlock, type DocumentRequestBlock } from './schemas/document-request.ts';
import { externalBlock, type ExternalBlock } from './schemas/external.ts';
import { helloBlock, type HelloBlock } from './schemas/hello.ts';
import { noticeBlock, type NoticeBlock } from './schemas/notice.ts';
import { questionBlock, type QuestionBlock } from './schemas/question.ts';
import { receiptBlock, type ReceiptBlock } from './schemas/receipt.ts';
import { refusalBlock, type RefusalBlock } from './schemas/refusal.ts';
import { replyBlock, type ReplyBlock } from './schemas/reply.ts';
import { statusBlock, type StatusBlock } from './schemas/status.ts';
import { withdrawalBlock, type WithdrawalBlock } from './schemas/withdrawal.ts';
import type { SchemaOf } from './validate.ts';

/** Every kind of block that the channel carries, with its type. */
export type Blocks = {
  hello: HelloBlock;
  application: ApplicationBlock;
  receipt: ReceiptBlock;
  refusal: RefusalBlock;
  status: StatusBlock;
  question: QuestionBlock;
  answer: AnswerBlock;
  'document-request': DocumentRequestBlock;
  attachment: AttachmentBlock;
  notice: NoticeBlock;
  reply: ReplyBlock;
  decision: DecisionBlock;
  withdrawal: WithdrawalBlock;
  external: ExternalBlock;
};

/** The name of a kind of block. */
export type BlockKind = keyof Blocks;

/** The schema of every kind of block. */
export const blockSchemas: { readonly [K in BlockKind]: SchemaOf<Blocks[K]> } = {
  hello: helloBlock,
  application: applicationBlock,
  receipt: receiptBlock,
  refusal: refusalBlock,
  status: statusBlock,
  question: questionBlock,
  answer: answerBlock,
  'document-request': documentRequestBlock,
  attachment: attachmentBlock,
  notice: noticeBlock,
  reply: replyBlock,
  decision: decisionBlock,
  withdrawal: withdrawalBlock,
  external: externalBlock,
};

/** All kinds of blocks. */
export const blockKinds: readonly BlockKind[] = Object.keys(blockSchemas) as BlockKind[];

/** What the member of an event's content is called that carries a block. */
export const blockKeyPrefix = 'org.posthorn.';

/** The member of an event's content that carries a block of this kind: `org.posthorn.<kind>`. */
export function blockKey<K extends string>(kind: K): `org.posthorn.${K}` {
  return `${blockKeyPrefix}${kind}`;
}

/** The event type that carries a block of this kind. */
export function eventTypeOf(kind: BlockKind): string {
  if (kind === 'question') return pollStartType;
  if (kind === 'answer') return pollResponseType;
  return 'm.room.message';
}

/** Event type of a poll, with the prefix that today's clients render (MSC3381). */
export const pollStartType = 'org.matrix.msc3381.poll.start';

/** Event type of a vote (MSC3381). */
export const pollResponseType = 'org.matrix.msc3381.poll.response';
