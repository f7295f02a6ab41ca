import { PosthornError, wireThumbprint, type WireKey } from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { AccountsTable, Database, DatabaseTransaction } from '../database/schema.ts';

/** An account that exists. */
export interface AccountRecord {
  id: string;
  /** Thumbprints of all keys that may sign for it. */
  thumbprints: ReadonlySet<string>;
  key: WireKey;
  storeSealed: string;
  storeProvider: string;
  revision: number;
}

const prefix = 'egendata://account/';

/** The uuid in an account's URI. */
export function accountIdOf(uri: string): string {
  return uri.startsWith(prefix) ? uri.slice(prefix.length) : '';
}

/** The URI of an account. */
export function accountUriOf(id: string): string {
  return prefix + id;
}

/**
 * The account of this id.
 *
 * @throws PosthornError `account-unknown`
 */
export async function requireAccount(id: string, database: Database | DatabaseTransaction): Promise<AccountRecord> {
  const row = id.includes('\u0000')
    ? undefined
    : await database.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  const account = row === undefined ? undefined : await toAccountRecord(row);
  if (account !== undefined) return account;
  throw unknownAccount();
}

/** There is no account of an id, or not any more. */
export function unknownAccount(): PosthornError {
  return new PosthornError('account-unknown', 'There is no account of this id.', {
    mend: 'Send an ACCOUNT_REGISTRATION first; a deleted account stays deleted.',
  });
}

async function toAccountRecord(row: Selectable<AccountsTable>): Promise<AccountRecord | undefined> {
  const { id, key, thumbprint, store_sealed: storeSealed, store_provider: storeProvider, revision } = row;
  if (key === null || thumbprint === null || storeSealed === null || storeProvider === null) return undefined;
  const further = await Promise.all(row.further_keys.map(wireThumbprint));
  return { id, key, thumbprints: new Set([thumbprint, ...further]), storeSealed, storeProvider, revision };
}

/**
 * Whether a key is one of the account's.
 *
 * @throws PosthornError `account-mismatch`
 */
export async function assertKeyOf(account: Pick<AccountRecord, 'thumbprints'>, key: WireKey): Promise<void> {
  if (account.thumbprints.has(await wireThumbprint(key))) return;
  throw new PosthornError('account-mismatch', 'The message is not signed with a key of the account.', {
    mend: 'Sign with the key that the account was registered with.',
  });
}
