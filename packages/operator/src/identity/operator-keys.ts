import { hkdfSync } from 'node:crypto';
import {
  generateSigningKey,
  PosthornError,
  signWire,
  toPublicWireKey,
  type RsaPrivateKey,
  type WireKey,
  type WireMessages,
  type WirePrivateKey,
  type WireType,
} from '@posthorn/protocol';
import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import type { Database } from '../database/schema.ts';

/** The two keys of an operator: one that old peers understand, one for all others. */
const keyNames = { RSA: 'operator_key', EC: 'operator_key_es256' } as const;

/** The operator's signing keys. */
export interface OperatorKeys {
  /** Public halves, as `GET /jwks` gives them. */
  publicKeys: WireKey[];
  /** Public key by the last part of its address, or undefined. */
  publicKey(name: string): WireKey | undefined;
  /** Signs a message with the key that a peer with such a key understands. */
  sign<T extends WireType>(
    type: T,
    content: Omit<WireMessages[T], 'type' | 'iat' | 'exp' | 'jti' | 'nbf' | 'iss'>,
    peer: 'RSA' | 'EC',
  ): Promise<string>;
}

/**
 * Opens the operator's keys; makes them at the first start. Operators that share a database share them.
 *
 * @throws PosthornError `store-key-wrong` when the secret is not the one that they were sealed with
 */
export async function openOperatorKeys(database: Database, secret: string, baseUrl: string): Promise<OperatorKeys> {
  const sealing = new Uint8Array(hkdfSync('sha256', secret, '', 'posthorn operator keys', 32));
  const keys = {
    RSA: await openKey(database, sealing, keyNames.RSA, generateRsaKey),
    EC: await openKey(database, sealing, keyNames.EC, generateSigningKey),
  };
  const kidOf = (kty: 'RSA' | 'EC'): string => `${baseUrl}/jwks/${keyNames[kty]}`;
  // The kid of a P-256 key is its thumbprint; under its address it is called by that.
  const publicKeys = (['RSA', 'EC'] as const).map((kty) => ({ ...toPublicWireKey(keys[kty]), kid: kidOf(kty) }));
  return {
    publicKeys,
    publicKey: (name) => publicKeys.find(({ kid }) => kid === `${baseUrl}/jwks/${name}`),
    sign(type, content, peer) {
      const claims = { ...content, iss: baseUrl } as unknown as Parameters<typeof signWire<typeof type>>[1];
      return signWire(type, claims, keys[peer], { kid: kidOf(peer) });
    },
  };
}

async function openKey(
  database: Database,
  sealing: Uint8Array,
  name: string,
  generate: () => Promise<WirePrivateKey>,
): Promise<WirePrivateKey> {
  const known = await readKey(database, name);
  if (known !== undefined) return unseal(known, sealing, name);
  const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(await generate())))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', name })
    .encrypt(sealing);
  // Another operator that starts at the same time may be first: then its key counts.
  await database
    .insertInto('operator_keys')
    .values({ name, sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return unseal((await readKey(database, name)) ?? sealed, sealing, name);
}

async function readKey(database: Database, name: string): Promise<string | undefined> {
  const row = await database.selectFrom('operator_keys').select('sealed').where('name', '=', name).executeTakeFirst();
  return row?.sealed;
}

async function unseal(sealed: string, sealing: Uint8Array, name: string): Promise<WirePrivateKey> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, sealing);
    if (protectedHeader['name'] !== name) throw new Error('sealed under another name');
    return JSON.parse(new TextDecoder().decode(plaintext)) as WirePrivateKey;
  } catch (cause) {
    throw new PosthornError('store-key-wrong', "The operator's keys were sealed with another secret.", {
      mend: 'Start the operator with the POSTHORN_SECRET (or the operator.secret in POSTHORN_DATA) of its database.',
      cause,
    });
  }
}

async function generateRsaKey(): Promise<RsaPrivateKey> {
  const { privateKey } = await generateKeyPair('PS256', { modulusLength: 2048, extractable: true });
  const { n = '', d = '', p = '', dp = '', q = '', dq = '', qi = '' } = await exportJWK(privateKey);
  return { kid: keyNames.RSA, kty: 'RSA', use: 'sig', e: 'AQAB', n, d, p, dp, q, dq, qi };
}
