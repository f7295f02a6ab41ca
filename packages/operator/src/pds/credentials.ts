import { hkdfSync } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { PdsOptions } from './providers.ts';

/** Seals and opens the options of accounts' stores, which hold credentials. */
export interface CredentialSafe {
  /** The text for the database: a compact JWE (RFC 7516). */
  seal(account: string, pds: PdsOptions): Promise<string>;
  /** @throws PosthornError `credentials-unreadable` */
  open(account: string, sealed: string): Promise<PdsOptions>;
}

/**
 * The key comes from the operator's secret (HKDF, RFC 5869). The account's id stands in the protected header, so that a sealed text
 * that is copied to another account does not open there.
 *
 * @param secret 32 random bytes, the same for all processes of an operator
 */
export function createCredentialSafe(secret: Uint8Array): CredentialSafe {
  if (secret.length !== 32) throw new TypeError('The secret of the operator has 32 bytes.');
  const key = derive(secret, 'posthorn operator: store credentials', 32);
  // Tells another secret from a damaged text, and says nothing about the secret.
  const kid = Buffer.from(derive(secret, 'posthorn operator: name of the store credentials key', 8)).toString(
    'base64url',
  );
  return {
    seal: (account, pds) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify(pds)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid, account })
        .encrypt(key),
    async open(account, sealed) {
      const header = readHeader(sealed);
      if (header['kid'] !== kid) throw otherSecret();
      if (header['account'] !== account) throw damaged();
      const { plaintext } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => {
        throw damaged();
      });
      return JSON.parse(new TextDecoder().decode(plaintext)) as PdsOptions;
    },
  };
}

function derive(secret: Uint8Array, purpose: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, length));
}

function readHeader(sealed: string): Record<string, unknown> {
  try {
    return { ...decodeProtectedHeader(sealed) };
  } catch {
    throw damaged();
  }
}

function otherSecret(): PosthornError {
  return new PosthornError('credentials-unreadable', 'The credentials of a store were sealed with another secret.', {
    mend: 'Start the operator with the secret that it had when the account was registered.',
  });
}

function damaged(): PosthornError {
  return new PosthornError('credentials-unreadable', 'The credentials of a store are damaged or of another account.', {
    mend: "Restore the account's row from a backup, or let the person give the store's credentials again.",
  });
}
