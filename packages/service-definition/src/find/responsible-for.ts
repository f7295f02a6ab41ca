/** An entry of the directory's catalogue, as far as finding needs it. */
export interface CatalogueEntry {
  /** The agency's clientId. */
  agency: string;
  /** The service's id. */
  id: string;
  version: number;
  /** Prefixes of the official regional key (ARS). */
  regions: string[];
}

/** Who does a service somewhere. */
export interface Responsible<E extends CatalogueEntry = CatalogueEntry> {
  entry: E;
  /** The prefix that matched. */
  region: string;
}

/**
 * Who is responsible for a service in a region: the entry with the longest prefix of its ARS; of several versions the newest.
 *
 * @param ars the official regional key, 2 to 12 digits
 * @example
 * responsibleFor(catalogue.entries, 'housing-benefit', '010545439046')?.entry.agency // the district of Nordfriesland
 */
export function responsibleFor<E extends CatalogueEntry>(
  entries: readonly E[],
  serviceId: string,
  ars: string,
): Responsible<E> | undefined {
  let best: Responsible<E> | undefined;
  for (const entry of entries) {
    if (entry.id !== serviceId) continue;
    for (const region of entry.regions) {
      if (!ars.startsWith(region)) continue;
      const isBetter =
        best === undefined ||
        region.length > best.region.length ||
        (region.length === best.region.length && entry.version > best.entry.version);
      if (isBetter) best = { entry, region };
    }
  }
  return best;
}
