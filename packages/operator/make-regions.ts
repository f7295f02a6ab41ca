/**
 * Makes data/regions-de.tsv from an extract of the German municipality register (GV-ISys).
 *
 *     node packages/operator/make-regions.ts ../shared/data/regions-de.csv
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Splits CSV text whose fields may stand in double quotes (RFC 4180). No field of the source spans two lines. */
function parseCsv(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

function compactRegions(source: string): string {
  const [header = [], ...rows] = parseCsv(source);
  const column = { ars: header.indexOf('ars'), name: header.indexOf('name'), postcode: header.indexOf('postcode') };
  const lines = rows
    .map((row) => {
      const postcodes = (row[column.postcode] ?? '').split(/[^0-9]+/).filter((code) => code !== '');
      return [row[column.ars], row[column.name], postcodes.join(' ')].join('\t');
    })
    .toSorted((a, b) => (a < b ? -1 : 1));
  return ['ars\tname\tpostcodes', ...lines, ''].join('\n');
}

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Name the file to read: node packages/operator/make-regions.ts FILE.csv');
const target = path.join(import.meta.dirname, 'data', 'regions-de.tsv');
const text = compactRegions(readFileSync(source, 'utf8'));
writeFileSync(target, text);
console.log(`${target}: ${text.split('\n').length - 2} regions`);
