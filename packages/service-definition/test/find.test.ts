import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeToRegion, responsibleFor, searchServices } from '../src/index.ts';
import type { Region, SearchableEntry } from '../src/index.ts';
import { loadService, serviceIds, sharedData } from './services.ts';
import { millisecondsSince } from './time-spent.ts';

/** The catalogue of the project's services, one entry for each agency. */
const catalogue: SearchableEntry[] = serviceIds.map(loadService).flatMap((service) =>
  service.responsible.map(({ agency, regions }) => ({
    agency,
    regions,
    id: service.id,
    version: service.version,
    title: service.title,
    summary: service.summary,
    keywords: service.keywords,
  })),
);

/** All 16,068 German regions. */
const regions: Region[] = readFileSync(join(sharedData, 'regions-de.csv'), 'utf8')
  .trimEnd()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [, ars = '', level = '', name = '', postcode = ''] = /^(\d*),([^,]*),(?:"([^"]*)"|([^,]*))/.exec(line) ?? [];
    const plain = name === '' ? postcode : name;
    const code = /,(\d{5}),\d*$/.exec(line)?.[1];
    return { ars, level, name: plain, postcodes: code === undefined ? [] : [code] };
  });

describe('searchServices', () => {
  test.each([
    ['Hund anmelden', 'dog-registration'],
    ['hundesteuer', 'dog-registration'],
    ['Welpe', 'dog-registration'],
    ['Hnudesteuer', 'dog-registration'],
    ['meinen Hund beim Amt anmelden', 'dog-registration'],
    ['Zuschuss für die Miete', 'housing-benefit'],
    ['Wohngelt', 'housing-benefit'],
    ['kita', 'kindergarten-place'],
    ['Platz im Kindergarten', 'kindergarten-place'],
    ['Krippenplatz', 'kindergarten-place'],
    ['Meldebescheinigung', 'registration-certificate'],
    ['Wohnsitz nachweisen', 'registration-certificate'],
    ['Windrad', 'wind-park-permit'],
    ['Windenergie Genehmigung', 'wind-park-permit'],
  ])('finds for „%s“ the service %s first', (text, id) => {
    expect(searchServices(catalogue, text, 'de')[0]?.id).toBe(id);
  });

  test.each([
    ['register my dog', 'dog-registration'],
    ['help with rent', 'housing-benefit'],
    ['day care for my child', 'kindergarten-place'],
    ['proof of address', 'registration-certificate'],
    ['wind turbine', 'wind-park-permit'],
    ['Hundesteuer', 'dog-registration'],
  ])('finds for “%s” the service %s first', (text, id) => {
    expect(searchServices(catalogue, text, 'en')[0]?.id).toBe(id);
  });

  test('gives the entries of all agencies together', () => {
    const found = searchServices(catalogue, 'Wohngeld', 'de').slice(0, 3);
    expect(found.map(({ agency }) => agency)).toEqual([
      'https://kiel.example',
      'https://flensburg.example',
      'https://nordfriesland.example',
    ]);
  });

  test('finds nothing for nothing, and nothing for what nobody offers', () => {
    for (const text of ['', '   ', 'Raumschiff', '🚀', '<script>'])
      expect(searchServices(catalogue, text, 'de')).toEqual([]);
  });
});

describe('placeToRegion', () => {
  test.each([
    ['24103', '010020000000'],
    ['Kiel', '010020000000'],
    ['kiel', '010020000000'],
    ['24103 Kiel', '010020000000'],
    ['24105 Kiel', '010020000000'],
    ['Flensburg', '010010000000'],
    ['Flensbrug', '010010000000'],
    ['Sylt', '010540168168'],
    ['25992', '010545439078'],
    ['List auf Sylt', '010545439078'],
    ['München', '091620000000'],
    ['Muenchen', '091620000000'],
  ])('takes „%s“ for %s', (text, ars) => {
    expect(placeToRegion(regions, text)[0]?.region.ars).toBe(ars);
  });

  test('offers the nearest places for a postcode that the list does not know', () => {
    const [nearest, ...others] = placeToRegion(regions, '24105');
    expect(nearest).toMatchObject({ region: { ars: '010020000000' }, exact: false });
    expect(others.length).toBeGreaterThan(2);
  });

  test('offers all places of one name, and tells them apart by the postcode', () => {
    const names = placeToRegion(regions, 'Neustadt').map(({ region }) => region.name);
    expect(new Set(names).size).toBeGreaterThan(3);
    expect(placeToRegion(regions, '23730 Neustadt')[0]?.region.ars).toMatch(/^01055/);
  });

  test('knows nothing of what is no place', () => {
    for (const text of ['', '   ', '00000', 'Atlantis im Meer']) expect(placeToRegion(regions, text)).toEqual([]);
  });

  test('answers quickly once it has read the list', () => {
    placeToRegion(regions, 'Kiel');
    const started = process.threadCpuUsage();
    for (let search = 0; search < 20; search += 1) placeToRegion(regions, 'Neumünster');
    expect(millisecondsSince(started) / 20).toBeLessThan(100);
  });
});

describe('responsibleFor', () => {
  test('the district does housing benefit for its municipalities, the town for itself', () => {
    expect(responsibleFor(catalogue, 'housing-benefit', '010545439078')).toMatchObject({
      entry: { agency: 'https://nordfriesland.example' },
      region: '01054',
    });
    expect(responsibleFor(catalogue, 'housing-benefit', '010020000000')?.entry.agency).toBe('https://kiel.example');
    expect(responsibleFor(catalogue, 'wind-park-permit', '010545439078')?.entry.agency).toBe(
      'https://genehmigung.sh.example',
    );
  });

  test('nobody is, where no agency offers it', () => {
    expect(responsibleFor(catalogue, 'dog-registration', '010545439078')).toBeUndefined();
    expect(responsibleFor(catalogue, 'housing-benefit', '091620000000')).toBeUndefined();
    expect(responsibleFor(catalogue, 'unknown', '010020000000')).toBeUndefined();
  });

  test('the longest prefix wins, and of several versions the newest', () => {
    const entry = (agency: string, version: number, ...prefixes: string[]) => ({
      agency,
      id: 's',
      version,
      regions: prefixes,
    });
    const entries = [
      entry('town', 1, '01054', '010540168168'),
      entry('state', 9, '01'),
      entry('town', 3, '010540168168'),
    ];
    expect(responsibleFor(entries, 's', '010540168168')?.entry).toMatchObject({ agency: 'town', version: 3 });
    expect(responsibleFor(entries, 's', '010540000000')?.entry).toMatchObject({ agency: 'town', version: 1 });
    expect(responsibleFor(entries, 's', '010010000000')?.entry).toMatchObject({ agency: 'state' });
  });
});
