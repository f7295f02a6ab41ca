import type { Applicant, SearchableEntry } from '@posthorn/service-definition';
import { regionsOf } from './services.ts';
import type { PublishedService } from './snapshot.ts';

/** What clients search: all that tells services apart, none of the form. */
export interface CatalogueEntry extends SearchableEntry {
  leikaKey: string;
  applicant: Applicant[];
  /** SHA-256 of the canonical definition (RFC 8785). */
  sha256: string;
}

/** The catalogue's line for a service. */
export function toCatalogueEntry({ agency, definition, sha256 }: PublishedService): CatalogueEntry {
  const { id, version, title, summary, keywords, leikaKey, applicant } = definition;
  const regions = regionsOf(definition, agency);
  return { agency, id, version, title, summary, keywords, leikaKey, applicant, regions, sha256 };
}
