import { readFile } from 'node:fs/promises';
import type { Region } from '@posthorn/service-definition';

const levelsByLength: Record<number, string> = {
  2: 'state',
  3: 'government-region',
  4: 'region',
  5: 'district',
  9: 'association',
  12: 'municipality',
};

/** Reads the regions that come with the operator (source and terms: data/ATTRIBUTION.md). */
export async function readRegions(): Promise<Region[]> {
  const text = await readFile(new URL('../../data/regions-de.tsv', import.meta.url), 'utf8');
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map(lineToRegion);
}

function lineToRegion(line: string): Region {
  const [ars = '', name = '', postcodes = ''] = line.split('\t');
  const level = levelsByLength[ars.length];
  if (level === undefined || name === '') throw new Error(`regions-de.tsv: not a region: ${line}`);
  return { ars, level, name, postcodes: postcodes === '' ? [] : postcodes.split(' ') };
}
