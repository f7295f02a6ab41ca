import type { Blocks } from './blocks.ts';
import { englishBodies, englishStatusTexts } from './bodies-english.ts';
import { germanBodies, germanStatusTexts } from './bodies-german.ts';
import type { Language } from './language.ts';
import type { CaseStatus } from './schemas/status.ts';

/** What a readable body needs to know beyond the block itself; texts in the body's language. */
export type BodyFacts = {
  /** Title of the service, for application and receipt. */
  title?: string;
  /** Title of the step, for status. */
  step?: string;
};

/** One sentence-maker for each kind of block. */
export type Bodies = {
  [K in Exclude<keyof Blocks, 'external'>]: (block: Omit<Blocks[K], 'v'>, facts: BodyFacts) => string;
};

/** The readable body of a block: what any Matrix client shows. Plain text. */
export function bodyOf<K extends keyof Bodies>(
  kind: K,
  block: Omit<Blocks[K], 'v'>,
  language: Language,
  facts: BodyFacts,
): string {
  return bodies[language][kind](block, facts);
}

/** A status in words. */
export function statusText(status: CaseStatus, language: Language): string {
  return statusTexts[language][status];
}

const bodies: Record<Language, Bodies> = { de: germanBodies, en: englishBodies };

const statusTexts: Record<Language, Record<CaseStatus, string>> = { de: germanStatusTexts, en: englishStatusTexts };
