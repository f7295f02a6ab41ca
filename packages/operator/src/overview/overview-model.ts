import type { Language } from '@posthorn/protocol';
import type { DirectorySnapshot, PublishedService } from '../directory/snapshot.ts';
import { regionsOf } from '../directory/services.ts';
import { feeText } from './fee-text.ts';

/** Who offers a service where. */
export interface Offer {
  agencyName: string;
  /** Names of the first few regions. */
  regions: string[];
  furtherRegions: number;
  version: number;
  jsonPath: string;
}

/** A service, which several agencies may offer. */
export interface ServiceCard {
  id: string;
  title: string;
  summary: string;
  fee: string;
  applicants: ('person' | 'company')[];
  offers: Offer[];
}

/** An agency. */
export interface AgencyCard {
  clientId: string;
  name: string;
  matrixId: string;
  keyThumbprint: string;
  serviceCount: number;
  jsonPath: string;
}

/** All that the overview page shows, in one language. */
export interface OverviewModel {
  language: Language;
  services: ServiceCard[];
  agencies: AgencyCard[];
  placeCount: number;
}

const shownRegions = 4;

/** Works out what the page shows. */
export function overviewModel(
  { agencies, services }: DirectorySnapshot,
  regionNames: ReadonlyMap<string, string>,
  language: Language,
): OverviewModel {
  const names = new Map(agencies.map((agency) => [agency.clientId, agency.displayName[language] ?? agency.clientId]));
  const collator = new Intl.Collator(language);
  const servicesById = Map.groupBy(services, (service) => service.definition.id);
  const cards = [...servicesById].map(([id, offers]) => serviceCard(id, offers, names, regionNames, language));
  return {
    language,
    services: cards.toSorted((a, b) => collator.compare(a.title, b.title)),
    agencies: agencies
      .map((agency) => ({
        clientId: agency.clientId,
        name: names.get(agency.clientId) ?? '',
        matrixId: agency.matrix.userId,
        keyThumbprint: agency.jwk.kid,
        serviceCount: services.filter((service) => service.agency === agency.clientId).length,
        jsonPath: `/directory/agencies/${encodeURIComponent(agency.clientId)}`,
      }))
      .toSorted((a, b) => collator.compare(a.name, b.name)),
    placeCount: regionNames.size,
  };
}

function serviceCard(
  id: string,
  services: PublishedService[],
  agencyNames: ReadonlyMap<string, string>,
  regionNames: ReadonlyMap<string, string>,
  language: Language,
): ServiceCard {
  // Agencies may be at different versions: the newest one speaks for all.
  const [newest] = services.toSorted((a, b) => b.definition.version - a.definition.version);
  const { title, summary, fees, applicant } = (newest as PublishedService).definition;
  return {
    id,
    title: title[language],
    summary: summary[language],
    fee: feeText(fees, language),
    applicants: applicant,
    offers: services.map(({ agency, definition }) => {
      const regions = regionsOf(definition, agency).map((ars) => regionNames.get(ars) ?? ars);
      return {
        agencyName: agencyNames.get(agency) ?? agency,
        regions: regions.slice(0, shownRegions),
        furtherRegions: Math.max(0, regions.length - shownRegions),
        version: definition.version,
        jsonPath: `/directory/services/${encodeURIComponent(agency)}/${id}`,
      };
    }),
  };
}
