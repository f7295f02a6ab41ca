import { createHash, randomUUID } from 'node:crypto';

/**
 * Where a new version of a document will lie in its account's store. Domain and area are hashed: whatever is in them, the path is
 * harmless, and the store does not see what it keeps.
 */
export function newDataPath(accountId: string, domain: string, area: string): string {
  const place = createHash('sha256')
    .update(JSON.stringify([domain, area]))
    .digest('hex');
  return `${accountId}/${place}/${randomUUID()}`;
}
