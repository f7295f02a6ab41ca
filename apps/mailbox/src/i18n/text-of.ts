import type { LocalizedText } from '@posthorn/protocol';
import { baseLanguage } from './i18n.ts';

/** A text that comes in several languages, in that of the app. */
export function textOf(text: LocalizedText, language: string): string {
  return text[baseLanguage(language)] ?? text.de;
}
