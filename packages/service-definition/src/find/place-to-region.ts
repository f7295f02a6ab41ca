import MiniSearch from 'minisearch';

import { lookupForm } from './word-forms.ts';

/** A region of the directory. */
export interface Region {
  /** Official regional key (ARS). */
  ars: string;
  /** `state`, `district`, `association`, `municipality` … */
  level: string;
  name: string;
  postcodes: string[];
}

/** A region that may be meant. */
export interface PlaceCandidate {
  region: Region;
  /** Whether it fits exactly: its postcode or its whole name. Otherwise it is the nearest there is. */
  exact: boolean;
}

const maxCandidates = 10;
const indices = new WeakMap<readonly Region[], MiniSearch<Region>>();

/**
 * The regions that a postcode or a name may mean, likeliest first. Large towns have more postcodes than the list knows; then the
 * municipalities whose postcode shares its first digits come, nearest first. Looks on this device.
 *
 * @param regions the directory's regions; the same array object is indexed once
 * @example placeToRegion(regions, 'Flensburg')[0]?.region.ars // '010010000000'
 */
export function placeToRegion(regions: readonly Region[], text: string): PlaceCandidate[] {
  const postcode = /(?<!\d)\d{5}(?!\d)/.exec(text)?.[0];
  const name = text.replace(postcode ?? '', '').trim();
  const byName = name === '' ? [] : findByName(regions, name);
  if (postcode === undefined) return byName.slice(0, maxCandidates);
  const byPostcode = findByPostcode(regions, postcode);
  // Both said: the name decides among towns far apart, the postcode among towns of the same name.
  const near = byName.filter(({ region }) =>
    region.postcodes.some((code) => code.slice(0, 2) === postcode.slice(0, 2)),
  );
  const candidates = [...byPostcode.filter(({ exact }) => exact), ...near, ...byPostcode];
  return [...new Map(candidates.map((candidate) => [candidate.region.ars, candidate])).values()].slice(
    0,
    maxCandidates,
  );
}

function findByPostcode(regions: readonly Region[], postcode: string): PlaceCandidate[] {
  const candidates = regions.flatMap((region) => {
    const distances = region.postcodes
      .filter((code) => code.slice(0, 3) === postcode.slice(0, 3))
      .map((code) => Math.abs(Number(code) - Number(postcode)));
    return distances.length === 0 ? [] : [{ region, distance: Math.min(...distances) }];
  });
  return candidates
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, maxCandidates)
    .map(({ region, distance }) => ({ region, exact: distance === 0 }));
}

function findByName(regions: readonly Region[], name: string): PlaceCandidate[] {
  const wanted = plainName(name);
  return indexOf(regions)
    .search(name, {
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
    })
    .map((found) => {
      const region: Region = {
        ars: String(found.id),
        level: found['level'],
        name: found['name'],
        postcodes: found['postcodes'],
      };
      return { region, exact: plainName(region.name) === wanted, score: found.score * levelWeight(region.level) };
    })
    .toSorted((a, b) => Number(b.exact) - Number(a.exact) || b.score - a.score)
    .map(({ region, exact }) => ({ region, exact }));
}

/** People who type a name mostly mean the town, not the county around it. */
function levelWeight(level: string): number {
  return level === 'municipality' ? 2 : 1;
}

/** `Kiel, Landeshauptstadt` → `kiel`: the official names carry a title. */
function plainName(name: string): string {
  return (name.split(',')[0] ?? name).trim().toLowerCase();
}

function indexOf(regions: readonly Region[]): MiniSearch<Region> {
  const known = indices.get(regions);
  if (known !== undefined) return known;
  const index = new MiniSearch<Region>({
    idField: 'ars',
    fields: ['name'],
    storeFields: ['name', 'level', 'postcodes'],
    processTerm: lookupForm,
  });
  // A few regions are named twice in official lists.
  index.addAll([...new Map(regions.map((region) => [region.ars, region])).values()]);
  indices.set(regions, index);
  return index;
}
