/**
 * Where the sealed documents of an account lie. The operator chooses the names and keeps them in its database; a store only keeps
 * bytes. A version of a document is written once under a name of its own and never changed.
 *
 * Paths: segments of `0-9 a-f - .` with `/` between them, such as `0c9d/4f-1.2`. A folder is such a path with `/` at its end.
 * Every method of a store that is away, refuses or is full fails with `store-unreachable`, `store-refused` or `store-full`.
 */
export interface PersonalDataStore {
  /** The document, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Writes a document. It is whole and durable when this resolves; until then it is absent, or what it was before. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Deletes a document. One that is gone already is no error. */
  delete(path: string): Promise<void>;
  /** Deletes everything in a folder. May be repeated after a failure. */
  deleteAll(folder: string): Promise<void>;
  /** The paths of all documents in a folder and below, sorted; of the whole store for ''. */
  list(folder: string): Promise<string[]>;
  /** Tries the store out: writes, reads and deletes a probe. */
  check(): Promise<void>;
}

const segment = '(?!\\.{1,2}(?:/|$))[0-9a-f.-]+';
const pathPattern = new RegExp(`^${segment}(?:/${segment})*$`);

/** Whether a text is a path as the operator makes them. OpenDAL itself would follow `..` out of its root. */
export function isPath(text: string): boolean {
  return text.length <= 512 && pathPattern.test(text);
}

/** @throws TypeError on what the operator never makes: a mistake of the caller. */
export function requirePath(path: string): void {
  if (!isPath(path)) throw new TypeError('Not a path of a personal data store.');
}

/** @throws TypeError on what is no folder. The whole store ('') is none here: a person may keep other things beside ours. */
export function requireFolder(folder: string): void {
  if (!folder.endsWith('/') || !isPath(folder.slice(0, -1)))
    throw new TypeError('Not a folder of a personal data store.');
}
