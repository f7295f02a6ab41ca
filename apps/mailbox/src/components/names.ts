import type { DataOverview, PermissionTerms } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import { useTranslation } from 'react-i18next';
import { baseLanguage } from '../i18n/i18n.ts';

/** An area of a service's data. */
export interface Place {
  /** clientId */
  domain: string;
  area: string;
}

/** Somebody who has said something about data: a connection, a request, a request to sign in. */
export interface Speaker {
  service: { id: string; name: string };
  permissions: readonly PermissionTerms[];
}

/** How services and their data are called. */
export interface Names {
  /** A service, by its clientId: as the speakers have it, else where its id points to. */
  service: (id: string) => string;
  /** An area: as the service itself calls what it writes there, else its id, in quotation marks. */
  area: (place: Place) => string;
  /** An area, and whose it is. */
  place: (place: Place) => string;
}

/** A description that is longer is no name. */
const longestName = 80;

/** Names from what services have said. What a service says about the data of another one names nothing. */
export function useNames(speakers: readonly Speaker[]): Names {
  const { t, i18n } = useTranslation('connect');
  const language = baseLanguage(i18n.language);
  const service: Names['service'] = (id) => speakers.find((one) => one.service.id === id)?.service.name ?? hostOf(id);
  const area: Names['area'] = (place) => {
    const own = speakers.filter((one) => one.service.id === place.domain).flatMap(({ permissions }) => permissions);
    const written = own.filter((terms) => terms.type === 'WRITE' && isAt(place, terms));
    const titles = written.map(({ schema }) => titleOf(schema, language));
    const descriptions = written.map(({ purpose }) => purpose ?? '').filter(({ length }) => length <= longestName);
    return [...titles, ...descriptions].find(Boolean) ?? t('areaId', { id: place.area });
  };
  return { service, area, place: (it) => t('areaOf', { area: area(it), service: service(it.domain) }) };
}

/** Names from all that the operator holds about the person. */
export function useOverviewNames({ connections, requests }: Pick<DataOverview, 'connections' | 'requests'>): Names {
  return useNames([...connections, ...requests]);
}

/** The title that a JSON Schema gives, in a language; undefined if it gives none. */
export function titleOf(schema: JsonObject | null | undefined, language: 'de' | 'en'): string | undefined {
  const localized = schema?.['x-title'] as Record<string, unknown> | undefined;
  const title = localized?.[language] ?? schema?.['title'];
  return typeof title === 'string' ? title : undefined;
}

/** Whether something is about that area. */
export function isAt(place: Place, { domain, area }: Place): boolean {
  return domain === place.domain && area === place.area;
}

/** The host of a clientId: what is left to show of a service that nobody here knows by name. */
export function hostOf(id: string): string {
  return URL.parse(id)?.host ?? id;
}
