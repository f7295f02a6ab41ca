import type { DataOverview, PermissionTerms } from '@posthorn/citizen';
import type { Frequency, JsonObject } from '@posthorn/protocol';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage } from '../i18n/i18n.ts';

/** How the parts of a permission are called. */
export interface PermissionWords {
  /** An area of data: by the title of its schema, or by its id. */
  area(area: string, schema?: JsonObject | null): string;
  frequency(frequency: Frequency | null): string;
  /** What the permission is about, in a line. */
  title(terms: PermissionTerms): string;
}

export function usePermissionWords(): PermissionWords {
  const { t, i18n } = useTranslation('connect');
  const language = baseLanguage(i18n.language);
  const area: PermissionWords['area'] = (id, schema = null) => titleOf(schema, language) ?? wordsOf(id);
  return {
    area,
    frequency(frequency) {
      if (frequency === null) return t('permission.frequency.any');
      if (frequency === 'ONE_TIME') return t('permission.frequency.once');
      return t(`permission.frequency.${frequency.per}`, { count: frequency.times });
    },
    title: (terms) => terms.purpose ?? area(terms.area, terms.schema),
  };
}

/** The title that a JSON Schema gives, in a language; undefined if it gives none. */
export function titleOf(schema: JsonObject | null | undefined, language: 'de' | 'en'): string | undefined {
  const localized = schema?.['x-title'] as Record<string, unknown> | undefined;
  const title = localized?.[language] ?? schema?.['title'];
  return typeof title === 'string' ? title : undefined;
}

/** An id of a program as words: `dog-licence` and `dogLicence` are “Dog licence”. */
export function wordsOf(id: string): string {
  const words = id
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[-_.\s]+/g, ' ')
    .trim();
  const isShouted = /^[\p{Lu}\d ]+$/u.test(words);
  const said = isShouted ? words : words.toLowerCase();
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Gives the name of a service: as the person's connections have it, else where its id points to. */
export function useServiceName(overview: Pick<DataOverview, 'connections' | 'requests'>): (id: string) => string {
  const { connections, requests } = overview;
  return useCallback(
    (id) => [...connections, ...requests].find(({ service }) => service.id === id)?.service.name ?? hostOf(id),
    [connections, requests],
  );
}

/** The host of a clientId: what is left to show of a service that nobody here knows by name. */
export function hostOf(id: string): string {
  return URL.parse(id)?.host ?? id;
}
