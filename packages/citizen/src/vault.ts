import { base64url } from 'jose';
import type { Channel } from '@posthorn/channel';
import { generateSigningKey, PosthornError, type PrivateKey } from '@posthorn/protocol';
import { readJson, writeJson, type CitizenStore } from './store.ts';

const SECRET_NAME = 'org.posthorn.vault';
const ENTRY = 'vault';

/**
 * A person's private keys. They live in Matrix secret storage, sealed under the recovery secret, and are restored on
 * every new device.
 *
 * Security duty: the account key is what makes messages the person's own; it never leaves the vault but for the
 * device's own sealed store, and no server ever sees it.
 */
export interface Vault {
  v: 1;
  /** `egendata://account/<uuid>` */
  accountId: string;
  accountKey: PrivateKey;
  /** base64url of the 32 bytes that seal drafts and connections */
  documentKey: string;
}

/** The vault as this device keeps it; null before the first sign-in or recovery was done. */
export async function storedVault(store: CitizenStore): Promise<Vault | null> {
  return readJson<Vault>(store, ENTRY);
}

/**
 * Takes the vault out of secret storage, or makes it at the account's first sign-in.
 *
 * Throws `vault-missing` when the account has sealed documents but no vault: a new one could open none of them, and
 * agencies would rightly take its key for a stranger's.
 */
export async function restoreVault(channel: Channel, store: CitizenStore): Promise<Vault> {
  const secret = await channel.getSecret(SECRET_NAME);
  if (secret === null && channel.accountDataTypes('org.posthorn.connection.').length > 0) {
    throw new PosthornError('vault-missing', 'The account has documents, but its vault is gone from the homeserver.', {
      mend: 'Sign in on a device that still has the vault; it puts the vault back.',
    });
  }
  const vault = secret === null ? await newVault() : (JSON.parse(secret) as Vault);
  if (secret === null) await channel.putSecret(SECRET_NAME, JSON.stringify(vault));
  await writeJson(store, ENTRY, vault);
  return vault;
}

/** Puts the vault of this device back, should the homeserver have lost it. */
export async function keepVault(channel: Channel, vault: Vault): Promise<void> {
  if ((await channel.getSecret(SECRET_NAME)) === null) await channel.putSecret(SECRET_NAME, JSON.stringify(vault));
}

async function newVault(): Promise<Vault> {
  return {
    v: 1,
    accountId: `egendata://account/${crypto.randomUUID()}`,
    accountKey: await generateSigningKey(),
    documentKey: base64url.encode(crypto.getRandomValues(new Uint8Array(32))),
  };
}

/** The key that seals the person's documents. */
export function documentKey(vault: Vault): Uint8Array {
  return base64url.decode(vault.documentKey);
}
