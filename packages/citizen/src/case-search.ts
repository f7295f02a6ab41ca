import type { Json } from '@posthorn/protocol';
import type { Case } from './case.ts';
import type { CaseEvent } from './case-event.ts';

/** Characters of the text on each side of what was found. */
const AROUND = 60;

/** A place where all the words occur. */
export interface SearchHit {
  caseId: string;
  /** Null: the title of the case has them. */
  eventId: string | null;
  /** The text around the first word found; plain text, on one line. */
  excerpt: string;
}

/** What the search looks at in a case. */
type SearchedCase = Pick<Case, 'id' | 'title' | 'timeline'>;

/** A text, and the forms in which it is compared. */
interface Searched {
  text: string;
  /** Without accents: `Hütte` as `hutte`. */
  plain: string;
  /** As on a keyboard without umlauts: `Hütte` as `huette`. */
  spelled: string;
}

/**
 * Searches in what this device has decrypted: titles, texts, names of files, answers. Upper and lower case, accents and the two
 * ways to write an umlaut make no difference. Nothing is stored, and nobody learns what a person looks for.
 */
export class CaseSearch {
  readonly #known = new WeakMap<CaseEvent, Searched[]>();

  /** Places in the order of the cases, in each the newest first. A case whose title has all the words comes with its title alone. */
  find(cases: readonly SearchedCase[], text: string): SearchHit[] {
    const words = text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map(searched);
    return words.length === 0 ? [] : cases.flatMap((matter) => this.#findIn(matter, words));
  }

  #findIn({ id: caseId, title: heading, timeline }: SearchedCase, words: readonly Searched[]): SearchHit[] {
    const title = searched(heading);
    const [first, ...others] = words.filter((word) => !has(title, word));
    if (!first) return [{ caseId, eventId: null, excerpt: title.text }];
    return timeline.toReversed().flatMap((event): SearchHit[] => {
      const texts = this.#textsOf(event);
      const found = texts.find((text) => has(text, first));
      if (!found || !others.every((word) => texts.some((text) => has(text, word)))) return [];
      return [{ caseId, eventId: event.eventId, excerpt: excerptOf(found, first) }];
    });
  }

  #textsOf(event: CaseEvent): Searched[] {
    const known = this.#known.get(event);
    if (known) return known;
    const texts = event.kind === 'waiting' ? [] : [event.body, ...furtherTexts(event)].map(searched);
    this.#known.set(event, texts);
    return texts;
  }
}

/** What an event says besides its readable text. */
function furtherTexts(event: CaseEvent): string[] {
  switch (event.kind) {
    case 'application':
      return [...event.attachments.map(({ name }) => name), ...textsIn(event.answers)];
    case 'attachment':
      return [event.attachment.name];
    case 'decision':
      return event.decision?.files.map(({ name }) => name) ?? [];
    case 'file':
    case 'outgoing-file':
      return [event.name];
    default:
      return [];
  }
}

function textsIn(answer: Json): string[] {
  if (typeof answer === 'string') return [answer];
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.values(answer).flatMap(textsIn);
}

function searched(given: string): Searched {
  const text = given.normalize('NFC');
  return { text, plain: plain(text), spelled: spelled(text) };
}

function has(text: Searched, word: Searched): boolean {
  return text.plain.includes(word.plain) || text.spelled.includes(word.spelled);
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

function spelled(text: string): string {
  return plain(text.replace(/[äöü]/gi, (umlaut) => `${umlaut}e`));
}

/** The text around a word, from a whole word to a whole word. */
function excerptOf(found: Searched, word: Searched): string {
  const { text } = found;
  const at = found.plain.includes(word.plain) ? placeOf(text, word.plain, plain) : placeOf(text, word.spelled, spelled);
  const [start, end] = [at - AROUND, at + word.text.length + AROUND];
  const before = start <= 0 ? text.slice(0, at) : `… ${text.slice(start, at).replace(/^\S*\s/, '')}`;
  const after = end >= text.length ? text.slice(at) : `${text.slice(at, end).replace(/\s\S*$/, '')} …`;
  return `${before}${after}`.replace(/\s+/g, ' ').trim();
}

/** Where in a text the word stands that its folded form has. */
function placeOf(text: string, word: string, fold: (text: string) => string): number {
  const end = fold(text).indexOf(word);
  let length = 0;
  let at = 0;
  for (const character of text) {
    length += fold(character).length;
    if (length > end) break;
    at += character.length;
  }
  return at;
}
