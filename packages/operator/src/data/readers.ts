import { consentAt } from '@posthorn/protocol';
import type { Database, DatabaseTransaction } from '../database/schema.ts';

/** Who may read what of an account now, in any of its connections, as {@link readerName}s. */
export async function agreedReaders(
  accountId: string,
  database: Database | DatabaseTransaction,
): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom('permissions as p')
    .innerJoin('connections as c', 'c.id', 'p.connection_id')
    .select(['p.domain', 'p.area', 'p.terms', 'p.state'])
    .where('c.account_id', '=', accountId)
    .where('p.type', '=', 'READ')
    .where('p.state', '=', 'active')
    .execute();
  const now = new Date();
  const active = rows.filter(({ terms, state }) => consentAt(terms, state, now) === 'active');
  return new Set(active.map(({ domain, area, terms }) => readerName(domain, area, 'kid' in terms ? terms.kid : '')));
}

/** A key as the reader of one place. */
export function readerName(domain: string, area: string, kid: string): string {
  return JSON.stringify([domain, area, kid]);
}
