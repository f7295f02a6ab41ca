import { base64url } from 'jose';
import type { Channel } from '@posthorn/channel';
import {
  generateDataKey,
  generateSigningKey,
  PosthornError,
  type DataPrivateKey,
  type PrivateKey,
  type RsaPrivateKey,
} from '@posthorn/protocol';
import { readJson, writeJson, type CitizenStore } from './store.ts';

/** Name of the vault in secret storage, and of the account data that holds it. */
export const vaultSecret = 'org.posthorn.vault';

/** Where this device keeps it. */
export const vaultEntry = 'vault';

/**
 * A person's private keys. They live in Matrix secret storage, sealed under the recovery secret, and are restored on
 * every new device.
 *
 * Security duty: the account key is what makes messages the person's own, and the data keys open the person's data; they
 * never leave the vault but for the device's own sealed store, and no server ever sees them.
 */
export interface Vault {
  v: 2;
  /** `egendata://account/<uuid>` */
  accountId: string;
  /** Accounts that the person has deleted. Their ids are never used again. */
  formerAccountIds: string[];
  accountKey: PrivateKey;
  /** base64url of the 32 bytes that seal drafts and connections */
  documentKey: string;
  /** Keys that data is sealed to. None is ever removed: old data may be sealed to it. */
  dataKeys: DataPrivateKey[];
  /** RSA keys that sign what old services read; none until the first of them is met. */
  oldSigningKeys: RsaPrivateKey[];
}

/** The vault before there was data. */
type VaultV1 = { v: 1 } & Pick<Vault, 'accountId' | 'accountKey' | 'documentKey'>;

/** The vault as this device keeps it; null before the first sign-in or recovery was done. */
export async function storedVault(store: CitizenStore): Promise<Vault | null> {
  const vault = await readJson<Vault | VaultV1>(store, vaultEntry);
  return vault && upgraded(vault);
}

/** Keeps the vault on this device. */
export async function storeVault(store: CitizenStore, vault: Vault): Promise<void> {
  await writeJson(store, vaultEntry, vault);
}

/**
 * Takes the vault out of secret storage, or makes it at the account's first sign-in.
 *
 * Throws `vault-missing` when the account has sealed documents but no vault: a new one could open none of them, and
 * agencies would rightly take its key for a stranger's.
 */
export async function restoreVault(channel: Channel, store: CitizenStore): Promise<Vault> {
  const kept = await readVault(channel);
  if (kept === null && channel.accountDataTypes('org.posthorn.connection.').length > 0) {
    throw new PosthornError('vault-missing', 'The account has documents, but its vault is gone from the homeserver.', {
      mend: 'Sign in on a device that still has the vault; it puts the vault back.',
    });
  }
  const vault = kept ?? (await newVault());
  if (kept === null) await writeVault(channel, vault);
  await storeVault(store, vault);
  return vault;
}

/** The vault in secret storage; null if there is none. */
export async function readVault(channel: Channel): Promise<Vault | null> {
  const secret = await channel.getSecret(vaultSecret);
  return secret === null ? null : upgraded(JSON.parse(secret) as Vault | VaultV1);
}

/** Puts the vault into secret storage. */
export async function writeVault(channel: Channel, vault: Vault): Promise<void> {
  await channel.putSecret(vaultSecret, JSON.stringify(vault));
}

/** A new key that own peers seal data to. */
export function newDataKey(): Promise<DataPrivateKey> {
  return generateDataKey('ES', dataKeyId);
}

/** How the person's data keys are called. */
export function dataKeyId(thumbprint: string): string {
  return `egendata://jwks/${thumbprint}`;
}

/** The key that seals the person's documents. */
export function documentKey(vault: Vault): Uint8Array {
  return base64url.decode(vault.documentKey);
}

/** A vault of an account that nobody has seen before. */
export async function newVault(): Promise<Vault> {
  return {
    v: 2,
    accountId: newAccountId(),
    formerAccountIds: [],
    accountKey: await generateSigningKey(),
    documentKey: base64url.encode(crypto.getRandomValues(new Uint8Array(32))),
    dataKeys: [await newDataKey()],
    oldSigningKeys: [],
  };
}

/** A new id for an account; says nothing about the person. */
export function newAccountId(): string {
  return `egendata://account/${crypto.randomUUID()}`;
}

/**
 * Two devices have changed the vault: all keys of both, and of the accounts the one that was not deleted. The same on
 * every device, whichever looks first.
 */
export function unitedVaults(a: Vault, b: Vault): Vault {
  const formerAccountIds = [...new Set([...a.formerAccountIds, ...b.formerAccountIds])].toSorted();
  const current = [a.accountId, b.accountId].filter((id) => !formerAccountIds.includes(id)).toSorted();
  return {
    ...b,
    accountId: current[0] ?? a.accountId,
    formerAccountIds,
    dataKeys: inOrder([...a.dataKeys, ...b.dataKeys]),
    oldSigningKeys: inOrder([...a.oldSigningKeys, ...b.oldSigningKeys]),
  };
}

/** Each key once, in the order of their ids: the first of a kind is the one in use. */
function inOrder<K extends { kid: string }>(keys: readonly K[]): K[] {
  return [...new Map(keys.map((key) => [key.kid, key])).values()].toSorted((x, y) => (x.kid < y.kid ? -1 : 1));
}

function upgraded(vault: Vault | VaultV1): Vault {
  return vault.v === 1 ? { ...vault, v: 2, formerAccountIds: [], dataKeys: [], oldSigningKeys: [] } : vault;
}
