import type { Operator } from 'opendal';
import { within } from './deadline.ts';
import { isPath } from './personal-data-store.ts';

/** What lies in a folder, at any depth. */
export interface Listing {
  /** Paths of documents. */
  files: string[];
  /** The folder itself and those in it, each before what it holds. Only the folder itself where a store has no folders. */
  folders: string[];
}

/** A store of a stranger may go on listing for ever; no account has nearly so much. */
const most = 100_000;

/**
 * Lists a folder with everything below it. Names that the operator did not make are left out.
 *
 * @param folder '' for the whole store
 * @param patience milliseconds that one step may take
 */
export async function listDeep(operator: Operator, folder: string, patience: number): Promise<Listing> {
  const isFlat = operator.capability().listWithRecursive;
  const { files, folders } = isFlat
    ? { files: await listPaths(operator, folder, true, patience), folders: [folder] }
    : await walk(operator, folder, patience);
  return { files: files.filter(isPath), folders: folders.filter((path) => path !== '') };
}

/** Goes through folders that can only be listed one by one, as in a file system or in WebDAV. */
async function walk(operator: Operator, folder: string, patience: number): Promise<Listing> {
  const found: Listing = { files: [], folders: [folder] };
  // The list grows while it is gone through.
  for (const parent of found.folders) {
    const names = namesIn(parent, await listPaths(operator, parent, false, patience));
    for (const path of names.map((name) => parent + name)) {
      if (!path.endsWith('/')) found.files.push(path);
      else if (isPath(path.slice(0, -1))) found.folders.push(path);
    }
    if (found.files.length + found.folders.length > most) throw new Error('Unexpected (permanent) at list');
  }
  return found;
}

async function listPaths(operator: Operator, folder: string, recursive: boolean, patience: number): Promise<string[]> {
  const lister = await within(patience, operator.lister(folder, { recursive }));
  const paths: string[] = [];
  for (;;) {
    const entry = await within(patience, lister.next());
    if (entry === null) return paths;
    if (paths.push(entry.path()) > most) throw new Error('Unexpected (permanent) at list');
  }
}

/**
 * The names in a folder. OpenDAL gives paths from the root, and the folder itself among them. But a WebDAV server may answer with
 * whole URLs (RFC 4918, section 8.3), which OpenDAL cuts at the wrong place: then all paths begin with the same wrong text, which is
 * how the folder itself is named.
 */
function namesIn(folder: string, paths: string[]): string[] {
  const shortest = paths.toSorted((one, other) => one.length - other.length)[0] ?? '';
  const isSelf = shortest === '/' || shortest === folder || shortest.endsWith(`/${folder}`);
  const beginning = isSelf && shortest !== '/' ? shortest : folder;
  return paths
    .filter((path) => path.startsWith(beginning) && path !== beginning && path !== '/')
    .map((path) => path.slice(beginning.length));
}
