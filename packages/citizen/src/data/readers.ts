import type { DataKey, DataPrivateKey, Path, WireKey } from '@posthorn/protocol';
import { publicDataKey } from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { AgreedPermission, Agreement } from './agreement.ts';

/** A service that may read a document, with the key that it reads with. */
export interface Reader extends Path {
  service: string;
  key: DataKey;
}

/** Everybody whom the person has agreed to let read something. */
export function readersOf(agreements: readonly Agreement[]): Reader[] {
  return agreements.flatMap(({ service, connectionId, permissions }) =>
    connectionId === null ? [] : permissions.flatMap((permission) => readerOf(service, permission)),
  );
}

function readerOf(service: string, { request }: AgreedPermission): Reader[] {
  if (request.type !== 'READ') return [];
  const { domain, area, jwk: key } = request;
  return [{ service, domain, area, key }];
}

/** Whether two paths are the same. */
export function isSamePath(a: Path, b: Path): boolean {
  return a.domain === b.domain && a.area === b.area;
}

/**
 * The keys that a writer seals a document to: the person's own and those of all agreed readers, and of nobody else.
 *
 * An old writer knows RSA alone, so readers with other keys are let in by the person's device afterwards; and it cannot
 * seal for a single reader, so it gets a second key of the person rather than anybody else's.
 */
export async function writeKeys(
  path: Path,
  writer: WireKey,
  readers: readonly Reader[],
  keys: KeyRing,
): Promise<DataKey[]> {
  const theirs = readers.filter((reader) => isSamePath(reader, path)).map(({ key }) => key);
  if (writer.kty === 'EC') return publicKeys([await keys.dataKey(), ...theirs]);
  const [first, second] = (await keys.oldKeys()).data;
  const theirRsa = theirs.filter(({ kty }) => kty === 'RSA');
  return publicKeys(theirRsa.length > 0 ? [first, ...theirRsa] : [first, second]);
}

/** Each key once, and nothing private of any. */
function publicKeys(keys: readonly (DataKey | DataPrivateKey)[]): DataKey[] {
  return [...new Map(keys.map((key) => [key.kid, publicDataKey(key)])).values()];
}
