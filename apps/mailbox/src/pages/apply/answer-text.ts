import type { OwnAttachment } from '@posthorn/citizen';
import type { Json } from '@posthorn/protocol';
import type { FormSchema } from '@posthorn/service-definition';
import { dayText, localeOf } from '../../i18n/dates.ts';

/** What it takes to write an answer in words. */
export interface AnswerWords {
  language: string;
  yes: string;
  no: string;
  attachments: readonly OwnAttachment[];
}

/** An answer as people read it: the text of a choice, a date, the names of files. */
export function answerText(value: Json, schema: FormSchema, words: AnswerWords): string {
  if (Array.isArray(value)) {
    const texts = value.map((each) => answerText(each, schema.items ?? {}, words));
    return new Intl.ListFormat(localeOf(words.language)).format(texts);
  }
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') {
    return new Intl.NumberFormat(localeOf(words.language), { maximumFractionDigits: 10 }).format(value);
  }
  const text = typeof value === 'string' ? value : '';
  if (schema.format === 'posthorn-file') return words.attachments.find(({ id }) => id === text)?.name ?? '';
  const choice = schema.oneOf?.find((each) => each.const === value);
  if (choice !== undefined) return choice.title ?? text;
  return schema.format === 'date' && !Number.isNaN(Date.parse(text)) ? dayText(text, words.language) : text;
}
