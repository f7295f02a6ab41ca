import { PosthornError, type Choice } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { CaseRecord } from './case-record.ts';
import { inLanguage, type Text } from './localized.ts';

/** The id of a question template of the service, or a question of one's own. */
export type QuestionInput = string | { text: Text; choices: { code: string; text: Text }[]; multiple?: boolean };

/** The id of a kind of document of the service, or a request of one's own. */
export type DocumentInput = string | DocumentWish;

export interface DocumentWish {
  text: Text;
  /** Media types. */
  accept: string[];
  /** Bytes. */
  maxSize: number;
  /** `YYYY-MM-DD` */
  due?: string;
}

export interface ResolvedQuestion {
  template?: string;
  text: string;
  choices: Choice[];
  multiple: boolean;
}

/** The question in the person's language. @throws PosthornError `message-invalid` for an unknown template or a code given twice */
export function resolveQuestion(context: Context, record: CaseRecord, input: QuestionInput): ResolvedQuestion {
  const template = typeof input === 'string' ? findTemplate(context, record, input) : input;
  const choices = template.choices.map(({ code, text }) => ({ code, text: inLanguage(text, record.language) }));
  if (new Set(choices.map((choice) => choice.code)).size < choices.length) {
    throw new PosthornError('message-invalid', 'Two choices of a question have the same code.', {
      mend: 'Give each choice a code of its own.',
    });
  }
  return {
    ...(typeof input === 'string' ? { template: input } : {}),
    text: inLanguage(template.text, record.language),
    choices,
    multiple: template.multiple === true,
  };
}

function findTemplate(context: Context, record: CaseRecord, id: string): Exclude<QuestionInput, string> {
  const service = record.service && context.services.find(record.service.id, record.service.version);
  const template = service?.questions[id];
  if (template) return template;
  throw new PosthornError('message-invalid', `The service has no question template "${id}".`, {
    mend: `Use one of: ${Object.keys(service?.questions ?? {}).join(', ') || 'none is defined'}; or give text and choices.`,
  });
}

/** What is asked for. @throws PosthornError `message-invalid` for an unknown kind of document */
export function resolveDocument(context: Context, record: CaseRecord, input: DocumentInput): DocumentWish {
  if (typeof input !== 'string') return input;
  const service = record.service && context.services.find(record.service.id, record.service.version);
  const kind = service?.documents?.find(({ id }) => id === input);
  if (kind) return { text: kind.description ?? kind.title, accept: kind.accept, maxSize: kind.maxSize };
  throw new PosthornError('message-invalid', `The service has no kind of document "${input}".`, {
    mend: `Use one of: ${service?.documents?.map(({ id }) => id).join(', ') ?? 'none is defined'}; or give text, accept and maxSize.`,
  });
}
