import { base64url } from 'jose';
import type { Channel } from '@posthorn/channel';
import { isPosthornError, PosthornError } from '@posthorn/protocol';
import { entrySeal, type EntrySeal } from './entry-seal.ts';
import { openDocument, sealDocument } from './sealed-document.ts';
import { serialQueue, type SerialQueue } from './serial-queue.ts';

/** The account data that holds the locks. */
export const recoveryLocksType = 'org.posthorn.recovery.passkeys';
const TYPE = recoveryLocksType;
const SECRET_BYTES = 32;

/** A passkey that opens the account on a new device. */
export interface RecoveryLock {
  /** base64url; for `allowCredentials` when the passkey is asked for */
  credentialId: string;
  /** base64url; what the passkey's PRF extension is asked with (`eval.first`) */
  salt: string;
  /** How the person calls it. Null as long as this device needs recovery: the homeserver cannot read it either. */
  name: string | null;
  /** RFC 3339 */
  createdAt: string;
}

/** What a new lock is made of. */
export type NewRecoveryLock = Pick<RecoveryLock, 'credentialId' | 'salt'> & { name: string };

/** A lock as the homeserver has it. */
type StoredLock = Pick<RecoveryLock, 'credentialId' | 'salt' | 'createdAt'> & {
  /** base64url: the recovery secret, sealed with the passkey's secret */
  sealed: string;
  /** JWE by the person's document key */
  name: string;
};

interface RecoveryLocksParts {
  channel: Channel;
  /** Seals what the person's ready devices may read; null as long as this one needs recovery. */
  documentKey(): Promise<Uint8Array | null>;
}

/**
 * The recovery secret, sealed by secrets that passkeys give out (WebAuthn PRF), in the account data of the homeserver: HKDF-SHA-256
 * makes an AES-256-GCM key of such a secret, and user id and credential id are authenticated with the ciphertext.
 *
 * Security duty: a passkey's secret is used here and kept nowhere. Whoever has the ciphertext and the passkey has the account.
 */
export class RecoveryLocks {
  readonly #parts: RecoveryLocksParts;
  readonly #inTurn: SerialQueue = serialQueue();

  constructor(parts: RecoveryLocksParts) {
    this.#parts = parts;
  }

  async list(): Promise<RecoveryLock[]> {
    const key = await this.#parts.documentKey();
    const locks = await this.#stored();
    return Promise.all(
      locks.map(async ({ credentialId, salt, createdAt, name }) => {
        return { credentialId, salt, createdAt, name: key && (await nameOf(key, credentialId, name)) };
      }),
    );
  }

  /** Adds a lock; one with the same credential id is replaced. Throws `recovery-needed`, `recovery-secret-wrong`. */
  async add({ credentialId, salt, name }: NewRecoveryLock, secret: Uint8Array): Promise<void> {
    const key = await this.#parts.documentKey();
    if (!key) throw recoveryNeeded();
    const seal = await sealOf(secret);
    const recoverySecret = new TextEncoder().encode(await this.#parts.channel.recoverySecret());
    const lock: StoredLock = {
      credentialId,
      salt,
      createdAt: new Date().toISOString(),
      sealed: base64url.encode(await seal.seal(this.#place(credentialId), recoverySecret)),
      name: await sealDocument(key, nameId(credentialId), { revision: 1, content: name.toWellFormed() }),
    };
    await this.#change((locks) => [...locks.filter((other) => other.credentialId !== credentialId), lock]);
  }

  async remove(credentialId: string): Promise<void> {
    await this.#change((locks) => locks.filter((lock) => lock.credentialId !== credentialId));
  }

  /** The recovery secret. Throws `recovery-lock-unknown`, `recovery-secret-wrong`. */
  async open(credentialId: string, secret: Uint8Array): Promise<string> {
    const lock = (await this.#stored()).find((other) => other.credentialId === credentialId);
    if (!lock) {
      throw new PosthornError('recovery-lock-unknown', 'This passkey does not open the account.', {
        mend: 'Take another passkey, or type the recovery secret off the sheet.',
      });
    }
    const seal = await sealOf(secret);
    try {
      const opened = await seal.open(this.#place(credentialId), base64url.decode(lock.sealed));
      return new TextDecoder().decode(opened);
    } catch (cause) {
      throw secretWrong(cause);
    }
  }

  /** One change after the other; what another device has changed meanwhile stays. */
  #change(change: (locks: StoredLock[]) => StoredLock[]): Promise<void> {
    return this.#inTurn(async () => {
      const locks = change(await this.#stored());
      await this.#parts.channel.putAccountData(TYPE, { v: 1, locks });
    });
  }

  async #stored(): Promise<StoredLock[]> {
    const content = await this.#parts.channel.getAccountData(TYPE);
    const locks = content?.['locks'];
    return Array.isArray(locks) ? (locks as unknown[]).filter(isStoredLock) : [];
  }

  /** What a ciphertext is bound to. Neither part can hold a space. */
  #place(credentialId: string): string {
    return `${TYPE} ${this.#parts.channel.session.userId} ${credentialId}`;
  }
}

async function sealOf(secret: Uint8Array): Promise<EntrySeal> {
  if (secret.length !== SECRET_BYTES) throw secretWrong();
  const base = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode('posthorn recovery lock');
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return entrySeal(new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, SECRET_BYTES * 8)));
}

function nameId(credentialId: string): string {
  return `${TYPE}/${credentialId}`;
}

/** A name that was damaged or exchanged is shown as none. */
async function nameOf(key: Uint8Array, credentialId: string, sealed: string): Promise<string> {
  const { content } = await openDocument(key, nameId(credentialId), sealed).catch((error: unknown) => {
    if (isPosthornError(error, 'document-invalid')) return { content: '' };
    throw error;
  });
  return typeof content === 'string' ? content : '';
}

function isStoredLock(value: unknown): value is StoredLock {
  const members: (keyof StoredLock)[] = ['credentialId', 'salt', 'createdAt', 'sealed', 'name'];
  if (typeof value !== 'object' || value === null) return false;
  return members.every((member) => typeof (value as Record<string, unknown>)[member] === 'string');
}

function secretWrong(cause?: unknown): PosthornError {
  return new PosthornError('recovery-secret-wrong', 'The passkey gave a secret that does not open the account.', {
    mend: 'Take the passkey that was made for this account, or type the recovery secret off the sheet.',
    cause,
  });
}

function recoveryNeeded(): PosthornError {
  return new PosthornError('recovery-needed', 'This device does not have the keys of the account yet.', {
    mend: 'Recover first, with the sheet or with a passkey that opens the account.',
  });
}
