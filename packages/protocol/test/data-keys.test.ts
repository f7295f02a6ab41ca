import { dataKeyThumbprint, generateDataKey, parseDataKey, publicDataKey, type DataKey } from '@posthorn/protocol';
import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import { concatKdf } from '../src/egendata/key-wrap.ts';

const kidOf = (thumbprint: string): string => `egendata://jwks/${thumbprint}`;

describe('a data key', () => {
  test('of an own peer is P-256, and shows its public half alone', async () => {
    const key = await generateDataKey('ES', kidOf);
    expect(Object.keys(publicDataKey(key)).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(await parseDataKey({ ...key, later: 1 })).toEqual(publicDataKey(key));
  });

  test('of an old peer has exactly the members that its strict parser knows', async () => {
    const key = await generateDataKey('RSA', kidOf);
    expect(Object.keys(publicDataKey(key)).toSorted()).toEqual(['e', 'kid', 'kty', 'n', 'use']);
    expect(await parseDataKey({ ...key, alg: 'RSA-OAEP' })).toEqual(publicDataKey(key));
    for (const other of [
      { use: 'sig' },
      { e: 'AAEAAQ' },
      { n: key.n.slice(0, 171) },
      { kid: 'https://old.example/1' },
    ]) {
      await expect(parseDataKey({ ...publicDataKey(key), ...other })).rejects.toMatchObject({ code: 'key-invalid' });
    }
  });

  test('is refused when its id is that of another key, or when it is for signatures', async () => {
    const [key, other] = await Promise.all([generateDataKey('ES', kidOf), generateDataKey('ES', kidOf)]);
    for (const wrong of [{ kid: other.kid }, { alg: 'ECDH-ES' }, { use: 'sig' }, { crv: 'P-384' }]) {
      await expect(parseDataKey({ ...publicDataKey(key), ...wrong })).rejects.toMatchObject({ code: 'key-invalid' });
    }
    await expect(parseDataKey(null)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  test('is refused when it only looks like one: weak behind leading zeros, or not on the curve', async () => {
    const weak = { name: 'RSA-OAEP', hash: 'SHA-1', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) };
    const { publicKey } = await crypto.subtle.generateKey(weak, true, ['encrypt', 'decrypt']);
    const { n = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    const padded = Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url')]).toString('base64url');
    const rsa: DataKey = { kid: '', kty: 'RSA', use: 'enc', e: 'AQAB', n: padded };
    const off: DataKey = { ...publicDataKey(await generateDataKey('ES', kidOf)), y: 'A'.repeat(43) } as DataKey;
    for (const key of [rsa, off]) {
      const named = { ...key, kid: kidOf(await dataKeyThumbprint(key)) };
      await expect(parseDataKey(named)).rejects.toMatchObject({
        code: 'key-invalid',
        message: 'The data key cannot be used.',
      });
    }
  });
});

test('two sides agree on the key of RFC 7518, appendix C', async () => {
  const agreement = { name: 'ECDH', namedCurve: 'P-256' };
  const alice = await crypto.subtle.importKey(
    'jwk',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0',
      y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps',
      d: '0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo',
    },
    agreement,
    false,
    ['deriveBits'],
  );
  const bob = await crypto.subtle.importKey(
    'jwk',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ',
      y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
    },
    agreement,
    false,
    [],
  );
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: bob }, alice, 256));
  const [partyU, partyV] = [new TextEncoder().encode('Alice'), new TextEncoder().encode('Bob')];
  const key = await concatKdf(secret, { algorithm: 'A128GCM', bits: 128, partyU, partyV });
  expect(base64url.encode(key)).toBe('VqqN6vgjbSBcIijNcacQGg');
});
