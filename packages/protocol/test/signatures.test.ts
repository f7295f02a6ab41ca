import { describe, expect, test } from 'vitest';
import {
  generateSigningKey,
  parsePublicKey,
  sign,
  thumbprint,
  toPublicKey,
  verify,
  verifyEmbedded,
} from '@posthorn/protocol';
import { sampleApplication } from './sample.ts';

const key = await generateSigningKey();

describe('a signing key', () => {
  test('is named by its thumbprint (RFC 7638)', async () => {
    expect(key.kid).toBe(await thumbprint(key));
    expect(toPublicKey(key)).not.toHaveProperty('d');
    expect(await parsePublicKey({ ...toPublicKey(key), later: 1 })).toEqual(toPublicKey(key));
  });

  test.each([
    ['nothing', undefined],
    ['another curve', { ...key, crv: 'P-384' }],
    ['another name', { ...key, kid: 'A'.repeat(43) }],
  ])('is refused: %s', async (_what, value) => {
    await expect(parsePublicKey(value)).rejects.toMatchObject({ code: 'key-invalid' });
  });
});

describe('a signed application', () => {
  test('says the same after verification, with a known or an embedded key', async () => {
    const application = sampleApplication();
    const known = await sign('application', application, key);
    expect(await verify('application', known, toPublicKey(key))).toEqual(application);
    const embedded = await sign('application', application, key, { embedKey: true });
    expect(await verifyEmbedded('application', embedded)).toEqual({ key: toPublicKey(key), payload: application });
  });

  test('never carries the private key', async () => {
    const jws = await sign('application', sampleApplication(), key, { embedKey: true });
    expect(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).not.toContain(key.d);
  });

  test('is not signed when receivers would refuse it', async () => {
    const nameless = sampleApplication({ caseId: 'my case' });
    await expect(sign('application', nameless, key)).rejects.toMatchObject({
      code: 'block-malformed',
      details: { problems: [{ path: '/caseId' }] },
    });
    const long = sampleApplication({ answers: { story: 'x'.repeat(20_001) } });
    await expect(sign('application', long, key)).rejects.toMatchObject({ code: 'block-too-large' });
  });

  test('of more than 4 MiB is refused before its signature is looked at', async () => {
    await expect(verify('application', 'a'.repeat(5_000_000), key)).rejects.toMatchObject({ code: 'block-too-large' });
  });

  test('no error repeats an answer', async () => {
    const secret = 'Heimliches Geheimnis';
    const jws = await sign('application', sampleApplication({ answers: { secret } }), key);
    const error: unknown = await verify('decision', jws, key).catch((caught: unknown) => caught);
    expect(JSON.stringify(error) + String(error)).not.toContain(secret);
  });
});
