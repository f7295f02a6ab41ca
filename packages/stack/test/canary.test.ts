import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deflateSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Scanner } from '../src/canary/scanner.ts';
import { searchPlaces } from '../src/testing.ts';

const word = 'Grünspechtlied';
const around = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('before it '), bytes, Buffer.from(' after it')]);

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-canary-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a planted word is found', () => {
  const text = Buffer.from(`Mein ${word}, bitte nicht weitersagen.`);
  const utf16 = Buffer.from(text.toString(), 'utf16le');
  const shapes: Record<string, Buffer> = {
    'as text': text,
    'in lower case': Buffer.from(text.toString().toLowerCase()),
    'in upper case': Buffer.from(text.toString().toUpperCase()),
    'with its accents apart': Buffer.from(text.toString().normalize('NFD')),
    'in UTF-16': utf16,
    'in UTF-16, the other way round': Buffer.from(utf16).swap16(),
    'in Latin-1': Buffer.from(text.toString(), 'latin1'),
    'with JSON escapes': Buffer.from(text.toString().replace('ü', '\\u00fc')),
    'in hexadecimal': Buffer.from(text.toString('hex')),
    'in upper-case hexadecimal': Buffer.from(text.toString('hex').toUpperCase()),
    'as UTF-16 in hexadecimal': Buffer.from(utf16.toString('hex')),
    'in a URL': Buffer.from(encodeURIComponent(text.toString())),
    'with every letter escaped': Buffer.from(text.toString('hex').replace(/../g, '%$&')),
    'in gzip': gzipSync(text),
    'in zlib': deflateSync(text),
    'in a gzip that was cut off': gzipSync(Buffer.concat([text, Buffer.alloc(5000, 'x')])).subarray(0, -12),
    'in gzip in gzip': gzipSync(gzipSync(text)),
    'in gzip in base64': Buffer.from(`"${gzipSync(text).toString('base64')}"`),
    'in zlib in base64url': Buffer.from(`"${deflateSync(text).toString('base64url')}"`),
  };
  test.each(Object.entries(shapes))('%s', (_, bytes) => {
    expect(new Scanner([word]).scan(around(bytes)).map((found) => found.word)).toContain(word);
  });

  test.each(['base64', 'base64url'] as const)('in %s, wherever it begins', (encoding) => {
    for (const before of ['', '1', '12', '123', '>>?', 'ÿÿ']) {
      const bytes = Buffer.from(`{"blob":"${Buffer.from(`${before}${word} und mehr`).toString(encoding)}"}`);
      expect(new Scanner([word]).scan(bytes)).not.toEqual([]);
      const wide = Buffer.from(Buffer.from(`${before}${word} und mehr`, 'utf16le').toString(encoding));
      expect(new Scanner([word]).scan(wide)).not.toEqual([]);
    }
  });

  test('in the compressed page of a PDF', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText(word, { font: await pdf.embedFont(StandardFonts.Helvetica) });
    expect(new Scanner([word]).scan(Buffer.from(await pdf.save()))).toContainEqual({
      word,
      form: 'hex of Latin-1 in zlib',
    });
  });
});

test('what is not there is not found', () => {
  const scanner = new Scanner([word, 'Quittenmond']);
  expect(scanner.scan(around(Buffer.from('Grünspecht-Lied, Quitten und Mond')))).toEqual([]);
  expect(scanner.scan(Buffer.alloc(0))).toEqual([]);
  expect(() => new Scanner(['kurz'])).toThrow(RangeError);
});

test('files, their names, and databases with their logs are searched through', { timeout: 180_000 }, async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'media/deep'), { recursive: true });
  writeFileSync(join(folder, 'media/deep/Quittenmond.pdf'), 'harmless');
  writeFileSync(join(folder, 'parts.log'), 'ready\n');
  const database = new DatabaseSync(join(folder, 'homeserver.db'));
  onTestFinished(() => database.close());
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE events (id INTEGER, json TEXT)',
  );
  // Long enough that the file holds it in pieces, with the word cut in two by the border of a page.
  const insert = database.prepare('INSERT INTO events VALUES (?, ?)');
  for (let at = 4000; at < 4110; at++) insert.run(2n ** 60n, `${'x'.repeat(at)}Nebelparder${'y'.repeat(9000)}`);
  const pglite = await PGlite.create(join(folder, 'directory'));
  await pglite.exec('CREATE TABLE agencies (record JSONB, raw BYTEA)');
  const long = { note: `${'abc '.repeat(5000)} Dompfaffenflug` };
  await pglite.query('INSERT INTO agencies VALUES ($1, $2)', [long, Buffer.from(word)]);
  await pglite.close();

  const words = ['Quittenmond', 'Nebelparder', 'Dompfaffenflug', word];
  const { places, sightings } = await searchPlaces(
    [{ name: 'homeserver', paths: [folder], except: [join(folder, 'parts.log')], control: 'harmless' }],
    words,
  );
  expect(places).toMatchObject([{ name: 'homeserver', controlFound: true, values: 111 }]);
  expect(new Set(sightings.map((sighting) => sighting.word))).toEqual(new Set(words));
  expect(sightings).toContainEqual({
    place: 'homeserver',
    where: 'homeserver.db: events.json',
    word: 'Nebelparder',
    form: 'UTF-8',
  });
  expect(sightings).toContainEqual(expect.objectContaining({ where: 'directory: agencies', word: 'Dompfaffenflug' }));
  expect(sightings).toContainEqual(expect.objectContaining({ where: 'the name of a file', word: 'Quittenmond' }));
});

test('a search that misses what is public says so, and so does one of a folder that is not there', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'eid.log'), 'started\n');
  const { places } = await searchPlaces(
    [
      { name: 'logs', paths: [folder], control: 'listening' },
      { name: 'media', paths: [join(folder, 'media')], control: 'started' },
    ],
    [word],
  );
  expect(places.map(({ controlFound }) => controlFound)).toEqual([false, false]);
});
