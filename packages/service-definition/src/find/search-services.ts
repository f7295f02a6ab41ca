import type { Language, LocalizedText } from '@posthorn/protocol';
import MiniSearch from 'minisearch';

import type { CatalogueEntry } from './responsible-for.ts';
import { lookupForm, withParts } from './word-forms.ts';

/** What the search looks at in an entry of the catalogue. */
export interface SearchableEntry extends CatalogueEntry {
  title: LocalizedText;
  summary: LocalizedText;
  keywords: { de: string[]; en: string[] };
}

type Index = { search: MiniSearch; services: SearchableEntry[][]; words: Set<string> };

const fields = ['title', 'keywords', 'summary', 'otherTitle', 'otherKeywords'];
const indices = new WeakMap<readonly SearchableEntry[], Map<Language, Index>>();

/**
 * The entries of the catalogue that fit what somebody typed, best first; all agencies' entries of a service stand together. Looks on
 * this device, so nobody learns what a person looks for. Understands parts of words, slips of the pen and both languages.
 *
 * @param entries the catalogue; the same array object is indexed once
 * @example searchServices(catalogue.entries, 'Hund anmelden', 'de')[0]?.id // 'dog-registration'
 */
export function searchServices<E extends SearchableEntry>(
  entries: readonly E[],
  text: string,
  language: Language,
): E[] {
  const { search, services, words } = indexOf(entries, language);
  const found = search.search(text, {
    processTerm: (term) => withParts(lookupForm(term), words),
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    boost: { title: 3, keywords: 4, otherTitle: 1.5, otherKeywords: 2 },
    weights: { fuzzy: 0.3, prefix: 0.7 },
  });
  return found.flatMap(({ id }) => (services[Number(id)] ?? []) as E[]);
}

function indexOf(entries: readonly SearchableEntry[], language: Language): Index {
  const byLanguage = indices.get(entries) ?? new Map<Language, Index>();
  indices.set(entries, byLanguage);
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const services = [...Map.groupBy(entries, ({ id }) => id).values()];
  const words = new Set<string>();
  const search = new MiniSearch({
    fields,
    processTerm: (term) => {
      const form = lookupForm(term);
      if (form !== null) words.add(form);
      return form;
    },
  });
  search.addAll(services.map((same, id) => ({ id, ...wordsOf(same, language) })));
  const index = { search, services, words };
  byLanguage.set(language, index);
  return index;
}

/** Agencies may name the same service differently: all their words count. */
function wordsOf(entries: readonly SearchableEntry[], language: Language): Record<string, string> {
  const other = language === 'de' ? 'en' : 'de';
  const joined = (words: (entry: SearchableEntry) => string[]): string =>
    [...new Set(entries.flatMap(words))].join(' ');
  return {
    title: joined(({ title }) => [title[language]]),
    summary: joined(({ summary }) => [summary[language]]),
    keywords: joined(({ keywords }) => keywords[language]),
    otherTitle: joined(({ title }) => [title[other]]),
    otherKeywords: joined(({ keywords }) => keywords[other]),
  };
}
