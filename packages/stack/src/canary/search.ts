import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isPgliteFolder, pgliteValues } from './pglite-values.ts';
import { Scanner, type Found } from './scanner.ts';
import { isSqlite, sqliteValues } from './sqlite-values.ts';

/** Somewhere that secrets must not be. */
export interface Place {
  readonly name: string;
  /** Folders or files. */
  readonly paths: readonly string[];
  /** Folders or files below them that belong to another place. */
  readonly except?: readonly string[];
  /** A word that is public and must be found here: else the search itself does not work, and finding nothing says nothing. */
  readonly control: string;
}

/** A word that was found where it must not be. */
export interface Sighting extends Found {
  readonly place: string;
  /** File, and within a database the table and column. */
  readonly where: string;
}

/** What was looked through in one place. */
export interface SearchedPlace {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Values read out of databases, besides the bytes of their files. */
  readonly values: number;
  readonly controlFound: boolean;
}

/** What a search came to. It holds only if every control was found and nothing was sighted. */
export interface SearchResult {
  readonly places: readonly SearchedPlace[];
  readonly sightings: readonly Sighting[];
}

/**
 * Searches places for words: in the names and bytes of all files and in every value of their databases; as text in
 * several encodings, as base64, hexadecimal and URL encoding, and within gzip, zlib and zip.
 *
 * @example
 * const { places, sightings } = await searchPlaces([{ name: 'logs', paths: [logDir], control: 'ready' }], ['Quittenmond']);
 */
export async function searchPlaces(places: readonly Place[], words: readonly string[]): Promise<SearchResult> {
  const sightings: Sighting[] = [];
  const searched: SearchedPlace[] = [];
  const names = new Scanner(words);
  for (const place of places) {
    const scanner = new Scanner([...words, place.control]);
    const sum = { files: 0, bytes: 0, values: 0 };
    let controlFound = false;
    const look = (bytes: Buffer, where: string): void => {
      for (const found of scanner.scan(bytes)) {
        if (found.word === place.control) controlFound = true;
        else sightings.push({ ...found, place: place.name, where });
      }
    };
    for await (const { kind, where, bytes } of contentOf(place)) {
      if (kind === 'value') sum.values++;
      else {
        sum.files++;
        sum.bytes += bytes.length;
        // The control must be in what is stored, not merely in what a file is called.
        for (const found of names.scan(Buffer.from(where))) {
          sightings.push({ ...found, place: place.name, where: 'the name of a file' });
        }
      }
      look(bytes, where);
    }
    searched.push({ name: place.name, ...sum, controlFound });
  }
  return { places: searched, sightings: distinct(sightings) };
}

interface Content {
  readonly kind: 'file' | 'value';
  readonly where: string;
  readonly bytes: Buffer;
}

async function* contentOf(place: Place): AsyncGenerator<Content, void, void> {
  for (const path of place.paths) {
    if (existsSync(path)) yield* contentAt(path, path, place.except ?? []);
  }
}

async function* contentAt(path: string, root: string, except: readonly string[]): AsyncGenerator<Content, void, void> {
  if (except.includes(path)) return;
  const where = relative(root, path) || path;
  const kind = statSync(path);
  if (kind.isDirectory()) {
    for (const name of readdirSync(path).toSorted()) yield* contentAt(join(path, name), root, except);
    if (!isPgliteFolder(path)) return;
    for await (const value of pgliteValues(path)) yield { kind: 'value', ...value, where: `${where}: ${value.where}` };
  } else if (kind.isFile()) {
    const bytes = readFileSync(path);
    yield { kind: 'file', where, bytes };
    if (!isSqlite(bytes)) return;
    for (const value of sqliteValues(path)) yield { kind: 'value', ...value, where: `${where}: ${value.where}` };
  }
}

function distinct(sightings: readonly Sighting[]): Sighting[] {
  return [...new Map(sightings.map((sighting) => [JSON.stringify(sighting), sighting])).values()];
}
