import type { MatrixClient } from 'matrix-js-sdk';
import { type CryptoApi, decodeRecoveryKey, encodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { PosthornError } from '@posthorn/protocol';
import type { EncryptionState } from './channel-types.ts';
import { type Authorise, confirmedAtEid } from './confirmed-at-eid.ts';
import { isPublished, makeIdentity, type NewIdentity, publishIdentity, adoptIdentity } from './new-identity.ts';
import { queryKeys } from './rust-crypto-access.ts';
import type { ChannelStore } from './store.ts';

const SECRET_STORAGE_KEY = 'secret-storage-key';
const UNFINISHED_SET_UP = 'unfinished-set-up';
const NEW_IDENTITY = 'new-identity';

/**
 * The keys of one person on one device: made at the first sign-in, taken out of secret storage on every further one.
 *
 * Security duty: the key of secret storage is kept on the device only in the sealed store, and the recovery secret goes
 * to nobody but the caller.
 */
export class EncryptionSetup {
  readonly #store: ChannelStore;
  #client: MatrixClient | null = null;
  #secretStorageKey: Uint8Array | null = null;

  constructor(store: ChannelStore) {
    this.#store = store;
  }

  async attach(client: MatrixClient): Promise<void> {
    this.#client = client;
    const kept = await this.#store.get(SECRET_STORAGE_KEY);
    if (kept !== null) this.#secretStorageKey = decodeRecoveryKey(kept);
  }

  /** The SDK asks here whenever it opens or seals a secret. */
  readonly getSecretStorageKey = ({
    keys,
  }: {
    keys: Record<string, unknown>;
  }): Promise<[string, Uint8Array<ArrayBuffer>] | null> => {
    const [keyId] = Object.keys(keys);
    const key = this.#secretStorageKey;
    return Promise.resolve(key && keyId ? [keyId, new Uint8Array(key)] : null);
  };

  async state(): Promise<EncryptionState> {
    if ((await this.#store.get(UNFINISHED_SET_UP)) !== null || (await this.#replacement())) return 'not-set-up';
    const client = this.#required();
    const published = await this.#crypto().userHasCrossSigningKeys(undefined, true);
    const defaultKey = await client.secretStorage.getDefaultKeyId();
    if (!published || !defaultKey) return 'not-set-up';
    const device = await this.#crypto().getDeviceVerificationStatus(client.getSafeUserId(), client.getDeviceId() ?? '');
    return device?.crossSigningVerified && this.#secretStorageKey ? 'ready' : 'needs-recovery';
  }

  async setUp(): Promise<{ recoverySecret: string }> {
    if ((await this.state()) !== 'not-set-up') {
      throw new PosthornError('encryption-already-set-up', 'This account already has keys.', {
        mend: 'Give the recovery secret that was shown when they were made.',
      });
    }
    // Kept until all is done: a set-up that was cut off goes on with the same secret instead of locking its owner out.
    const begun = await this.#store.get(UNFINISHED_SET_UP);
    const key = begun === null ? crypto.getRandomValues(new Uint8Array(32)) : decodeRecoveryKey(begun);
    const recoverySecret = encodeRecoveryKey(key);
    if (recoverySecret === undefined) throw new TypeError('a recovery key has 32 bytes');
    await this.#store.put(UNFINISHED_SET_UP, recoverySecret);
    this.#secretStorageKey = key;
    const replacement = await this.#replacement();
    if (replacement) await adoptIdentity(this.#required(), replacement);
    else if (!(await this.#holdsIdentity())) {
      await this.#crypto().bootstrapCrossSigning({
        async authUploadDeviceSigningKeys(request) {
          await request(null);
        },
      });
    }
    return this.#makeStorage(key, recoverySecret);
  }

  /**
   * Puts a new identity in the place of the account's, once the person has confirmed it; `setUp` makes the rest. Until the homeserver has
   * taken it, everything is as before.
   */
  async startOver(authorise: Authorise): Promise<void> {
    const client = this.#required();
    const identity = await makeIdentity(client.getSafeUserId());
    // Kept before it is published: without its private keys the account could only be begun anew once more.
    await this.#store.put(NEW_IDENTITY, JSON.stringify(identity));
    try {
      await confirmedAtEid(client, authorise, (auth) => publishIdentity(client, identity, auth));
    } catch (error) {
      // The homeserver's answer may have got lost on the way.
      if (await isPublished(client, identity)) return;
      await this.#store.delete(NEW_IDENTITY);
      throw error;
    }
  }

  /** The identity that has replaced the former one and that this device does not work with yet. */
  async #replacement(): Promise<NewIdentity | null> {
    const kept = await this.#store.get(NEW_IDENTITY);
    const identity = kept === null ? null : (JSON.parse(kept) as NewIdentity);
    return identity && (await isPublished(this.#required(), identity)) ? identity : null;
  }

  /** Secret storage and key backup, sealed with the recovery secret. */
  async #makeStorage(key: Uint8Array, recoverySecret: string): Promise<{ recoverySecret: string }> {
    await this.#crypto().bootstrapSecretStorage({
      createSecretStorageKey: () =>
        Promise.resolve({ privateKey: new Uint8Array(key), encodedPrivateKey: recoverySecret }),
      setupNewSecretStorage: true,
      setupNewKeyBackup: true,
    });
    await this.#store.put(SECRET_STORAGE_KEY, recoverySecret);
    await this.#store.delete(NEW_IDENTITY);
    await this.#store.delete(UNFINISHED_SET_UP);
    return { recoverySecret };
  }

  async recover(recoverySecret: string, onProgress?: (done: number, total: number) => void): Promise<void> {
    const client = this.#required();
    this.#secretStorageKey = await this.#checked(recoverySecret);
    await queryKeys(client, client.getSafeUserId());
    try {
      await this.#crypto().bootstrapCrossSigning({});
    } catch (cause) {
      throw new PosthornError(
        'own-identity-replaced',
        'The keys in your vault do not belong to the identity that the homeserver shows.',
        {
          mend: 'Somebody else has replaced your Matrix identity. Do not go on; ask the operator to look into it.',
          cause,
        },
      );
    }
    await queryKeys(client, client.getSafeUserId());
    await this.#crypto().loadSessionBackupPrivateKeyFromSecretStorage();
    await this.#crypto().checkKeyBackupAndEnable();
    await this.#crypto().restoreKeyBackup({
      progressCallback: (progress) => {
        if ('total' in progress && progress.total !== undefined) onProgress?.(progress.successes ?? 0, progress.total);
      },
    });
    await this.#store.put(SECRET_STORAGE_KEY, recoverySecret);
  }

  /** It is the key of secret storage in a form to write down, so a device that opens secrets holds it anyway. */
  async recoverySecret(): Promise<string> {
    const kept = await this.#store.get(SECRET_STORAGE_KEY);
    // In the usual form, however it was typed.
    return (kept === null ? null : encodeRecoveryKey(decodeRecoveryKey(kept))) ?? recoveryNeeded();
  }

  async getSecret(name: string): Promise<string | null> {
    this.#requireKey();
    return (await this.#required().secretStorage.get(name)) ?? null;
  }

  async putSecret(name: string, value: string): Promise<void> {
    this.#requireKey();
    await this.#required().secretStorage.store(name, value);
  }

  async #checked(recoverySecret: string): Promise<Uint8Array> {
    const wrong = (cause?: unknown): PosthornError =>
      new PosthornError('recovery-secret-wrong', 'This is not the recovery secret of this account.', {
        mend: 'Look for typing errors; it has 12 groups of four letters and digits.',
        cause,
      });
    let key: Uint8Array;
    try {
      key = decodeRecoveryKey(recoverySecret);
    } catch (cause) {
      throw wrong(cause);
    }
    const storage = this.#required().secretStorage;
    const info = (await storage.getKey())?.[1];
    if (!info || !(await storage.checkKey(new Uint8Array(key), info))) throw wrong();
    return key;
  }

  async #holdsIdentity(): Promise<boolean> {
    const { masterKey, selfSigningKey, userSigningKey } = (await this.#crypto().getCrossSigningStatus())
      .privateKeysCachedLocally;
    return masterKey && selfSigningKey && userSigningKey;
  }

  #requireKey(): void {
    if (!this.#secretStorageKey) recoveryNeeded();
  }

  #required(): MatrixClient {
    if (!this.#client) throw new TypeError('attach a client first');
    return this.#client;
  }

  #crypto(): CryptoApi {
    const api = this.#required().getCrypto();
    if (!api)
      throw new PosthornError('channel-stopped', 'The channel has been stopped.', { mend: 'Open the channel again.' });
    return api;
  }
}

function recoveryNeeded(): never {
  throw new PosthornError('recovery-needed', 'This device does not hold the keys of this account yet.', {
    mend: 'Give the recovery secret.',
  });
}
