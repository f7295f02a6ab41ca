import type { CatalogueEntry, DirectoryClient } from '@posthorn/channel/directory';
import {
  isPosthornError,
  type Language,
  type LocalizedText,
  type PublicKey,
  type ServiceRef,
} from '@posthorn/protocol';
import {
  localizeForm,
  placeToRegion,
  responsibleFor,
  searchServices,
  textIn,
  type Region,
  type ServiceDefinition,
} from '@posthorn/service-definition';
import { assertPinnedKey } from './agency-pin.ts';
import { feeText } from './fee-text.ts';
import type { FoundServices, Service, ServiceKey } from './service.ts';
import { jsonToBytes, numbered, readJson, type CitizenStore } from './store.ts';

interface KeptService {
  agencyName: LocalizedText;
  definition: ServiceDefinition;
}

interface ServiceDirectoryParts {
  directory: DirectoryClient;
  store: CitizenStore;
  language: Language;
  /** The key pinned for an agency, if there is a connection: another one's services are not taken. */
  pinnedKey: (agency: string) => PublicKey | null;
}

/** Finds services on this device, and keeps those that were looked at, so that drafts open without the directory. */
export class ServiceDirectory {
  readonly #parts: ServiceDirectoryParts;
  readonly #titles = new Map<string, LocalizedText>();

  constructor(parts: ServiceDirectoryParts) {
    this.#parts = parts;
  }

  /**
   * Services that fit everyday words at a place (postcode, name, or one of an earlier search's candidates); without words
   * all that there are. The directory only hands out its whole catalogue: what is looked for stays on this device.
   */
  async find(text: string, place: string | Region): Promise<FoundServices> {
    const { directory, language } = this.#parts;
    const [entries, regions, agencies] = await Promise.all([
      directory.catalogue(),
      directory.regions(),
      directory.agencies(),
    ]);
    const candidates = typeof place === 'string' ? likelyPlaces(regions, place) : [place];
    const [region] = candidates;
    if (!region || candidates.length > 1) return { place: null, candidates, services: [] };
    const fitting = text.trim() === '' ? byTitle(entries, language) : searchServices(entries, text, language);
    const ids = new Set(fitting.map((entry) => entry.id));
    const services = [...ids].flatMap((id) => {
      const entry = responsibleFor(entries, id, region.ars)?.entry;
      const agency = agencies.find((record) => record.clientId === entry?.agency);
      if (!entry || !agency) return [];
      const { version, applicant } = entry;
      const texts = { title: textIn(entry.title, language), summary: textIn(entry.summary, language) };
      return [{ id, version, applicant, ...texts, agency: { id: entry.agency, name: agency.displayName } }];
    });
    return { place: region, candidates: [], services };
  }

  /** A service as its agency has signed it. Throws `service-unknown`, `agency-key-changed`, `directory-unreachable`. */
  async service(key: ServiceKey): Promise<Service> {
    const kept = key.version === undefined ? null : await this.#kept(key.agency.id, key.id, key.version);
    return this.#toService(key.agency.id, kept ?? (await this.#fetched(key)));
  }

  /** The title of a service that this device has seen; null until `learnTitle` has fetched it. */
  titleOf(agency: string, service: ServiceRef): LocalizedText | null {
    return this.#titles.get(entryName(agency, service.id, service.version)) ?? null;
  }

  /** Fetches the title of a service if it is not known. True when it is known now and was not before. */
  async learnTitle(agency: string, service: ServiceRef): Promise<boolean> {
    if (this.titleOf(agency, service)) return false;
    try {
      await this.service({ id: service.id, version: service.version, agency: { id: agency } });
      return true;
    } catch (error) {
      if (isPosthornError(error)) return false;
      throw error;
    }
  }

  async #fetched(key: ServiceKey): Promise<KeptService> {
    const { directory, store, pinnedKey } = this.#parts;
    try {
      const { definition, agency } = await directory.service(key.agency.id, key.id, key.version);
      assertPinnedKey(key.agency.id, agency.jwk, pinnedKey(key.agency.id));
      const kept: KeptService = { agencyName: agency.displayName, definition };
      await store.write(new Map([[entryName(key.agency.id, definition.id, definition.version), jsonToBytes(kept)]]));
      return kept;
    } catch (error) {
      const kept = isPosthornError(error, 'directory-unreachable') ? await this.#newestKept(key) : null;
      if (kept) return kept;
      throw error;
    }
  }

  #kept(agency: string, id: string, version: number): Promise<KeptService | null> {
    return readJson<KeptService>(this.#parts.store, entryName(agency, id, version));
  }

  async #newestKept(key: ServiceKey): Promise<KeptService | null> {
    const found = await this.#parts.store.entries(`service/${encodeURIComponent(key.agency.id)}/${key.id}/`);
    const newest = key.version === undefined ? found.at(-1) : undefined;
    return newest ? (JSON.parse(new TextDecoder().decode(newest[1])) as KeptService) : null;
  }

  #toService(agency: string, { agencyName, definition }: KeptService): Service {
    const { language } = this.#parts;
    const { id, version, title, summary } = definition;
    this.#titles.set(entryName(agency, id, version), title);
    return {
      id,
      version,
      agency: { id: agency, name: agencyName },
      title: textIn(title, language),
      summary: textIn(summary, language),
      fee: feeText(definition.fees, language),
      form: localizeForm(definition, language),
      definition,
    };
  }
}

function byTitle(entries: readonly CatalogueEntry[], language: Language): CatalogueEntry[] {
  return entries.toSorted((a, b) => textIn(a.title, language).localeCompare(textIn(b.title, language), language));
}

/** The places that may be meant: one if it is clear. Of a town that is also a district of its own, the town. */
function likelyPlaces(regions: readonly Region[], text: string): Region[] {
  const candidates = placeToRegion(regions, text);
  const exact = candidates.filter((candidate) => candidate.exact);
  const likely = (exact.length > 0 ? exact : candidates).map(({ region }) => region);
  return likely.filter((region) => !likely.some((other) => other !== region && other.ars.startsWith(region.ars)));
}

function entryName(agency: string, id: string, version: number): string {
  return numbered(`service/${encodeURIComponent(agency)}/${id}/`, version);
}
