import type { Language, LocalizedText } from '@posthorn/protocol';

/** A text as it is, or in several languages: then the person reads theirs. */
export type Text = string | LocalizedText;

export function inLanguage(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}
