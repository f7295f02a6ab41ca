import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Channel } from '@posthorn/channel';
import {
  generateDataKey,
  type AgreementPrivateKey,
  type DataPrivateKey,
  type PrivateKey,
  type RsaPrivateKey,
} from '@posthorn/protocol';
import { serialQueue, type SerialQueue } from './serial-queue.ts';
import type { CitizenStore } from './store.ts';
import {
  dataKeyId,
  newAccountId,
  newDataKey,
  readVault,
  storeVault,
  unitedVaults,
  writeVault,
  type Vault,
} from './vault.ts';

/** What old services need of a person: RSA throughout. */
export interface OldKeys {
  signing: RsaPrivateKey;
  /** Two, because an old service cannot seal for a single reader. */
  data: [RsaPrivateKey, RsaPrivateKey];
}

interface KeyRingParts {
  channel: Channel;
  store: CitizenStore;
  vault: Vault;
}

/**
 * The person's keys on this device, kept in step with the vault at the homeserver. Keys are only ever added: two devices
 * that make keys at the same time both keep theirs, and all devices agree on which one is used.
 *
 * Security duty: a key is in the vault before anything is sealed to it, so that a lost device loses nothing.
 */
export class KeyRing {
  readonly #channel: Channel;
  readonly #store: CitizenStore;
  readonly #inTurn: SerialQueue = serialQueue();
  #vault: Vault;

  constructor({ channel, store, vault }: KeyRingParts) {
    this.#channel = channel;
    this.#store = store;
    this.#vault = vault;
  }

  get accountId(): string {
    return this.#vault.accountId;
  }

  get accountKey(): PrivateKey {
    return this.#vault.accountKey;
  }

  /** The RSA signing keys that there are. */
  get oldSigningKeys(): readonly RsaPrivateKey[] {
    return this.#vault.oldSigningKeys;
  }

  /** All keys that data may be sealed to. */
  get dataKeys(): readonly DataPrivateKey[] {
    return this.#vault.dataKeys;
  }

  /** The key that own peers seal to. Made now if the vault is older than data. */
  async dataKey(): Promise<AgreementPrivateKey> {
    const [key] = agreementKeys(this.#vault);
    if (key) return key;
    await this.#extend(async (vault) => {
      return agreementKeys(vault).length > 0 ? vault : { ...vault, dataKeys: [...vault.dataKeys, await newDataKey()] };
    });
    return this.dataKey();
  }

  /** The keys for old services. Made now if this is the first one. */
  async oldKeys(): Promise<OldKeys> {
    const [signing] = this.#vault.oldSigningKeys;
    const [first, second] = rsaKeys(this.#vault);
    if (signing && first && second) return { signing, data: [first, second] };
    await this.#extend(async (vault) => {
      if (vault.oldSigningKeys.length > 0 && rsaKeys(vault).length > 1) return vault;
      const [oldSigning, ...data] = await Promise.all([newOldSigningKey(), newRsaKey(), newRsaKey()]);
      const oldSigningKeys = [...vault.oldSigningKeys, oldSigning];
      return { ...vault, oldSigningKeys, dataKeys: [...vault.dataKeys, ...data] };
    });
    return this.oldKeys();
  }

  /** Takes over what other devices have put into the vault, and puts back what is missing there. */
  async meet(): Promise<void> {
    await this.#extend((vault) => Promise.resolve(vault));
  }

  /** The account has been deleted: whatever comes next belongs to a new one. */
  async leaveAccount(accountId: string): Promise<void> {
    await this.#extend((vault) => {
      const formerAccountIds = [...new Set([...vault.formerAccountIds, accountId])];
      return Promise.resolve({ ...vault, formerAccountIds, accountId: newAccountId() });
    });
  }

  #extend(change: (vault: Vault) => Promise<Vault>): Promise<void> {
    return this.#inTurn(async () => {
      const kept = await readVault(this.#channel);
      const extended = await change(kept ? unitedVaults(this.#vault, kept) : this.#vault);
      // New keys take their place among the others.
      const changed = unitedVaults(extended, extended);
      if (JSON.stringify(changed) !== JSON.stringify(kept)) await writeVault(this.#channel, changed);
      await storeVault(this.#store, changed);
      this.#vault = changed;
    });
  }
}

function agreementKeys({ dataKeys }: Vault): AgreementPrivateKey[] {
  return dataKeys.filter((key) => key.kty === 'EC');
}

function rsaKeys({ dataKeys }: Vault): RsaPrivateKey[] {
  return dataKeys.filter((key) => key.kty === 'RSA');
}

function newRsaKey(): Promise<RsaPrivateKey> {
  return generateDataKey('RSA', dataKeyId);
}

async function newOldSigningKey(): Promise<RsaPrivateKey> {
  const { privateKey } = await generateKeyPair('PS256', { modulusLength: 2048, extractable: true });
  const { n = '', d = '', p = '', dp = '', q = '', dq = '', qi = '' } = await exportJWK(privateKey);
  const kid = dataKeyId(await calculateJwkThumbprint({ kty: 'RSA', e: 'AQAB', n }));
  return { kid, kty: 'RSA', use: 'sig', e: 'AQAB', n, d, p, dp, q, dq, qi };
}
