import { describe, expect, test } from 'vitest';
import {
  generateSigningKey,
  sign,
  signAgencyRegistration,
  signServicePublication,
  toPublicKey,
  verifyAgencyRegistration,
  verifyServicePublication,
} from '@posthorn/protocol';

const key = await generateSigningKey();
const stranger = await generateSigningKey();
const now = new Date('2026-11-21T20:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const audience = 'http://127.0.0.1:8422';
const registration = {
  iss: 'https://kiel.example',
  aud: audience,
  displayName: { de: 'Landeshauptstadt Kiel', en: 'City of Kiel' },
  matrix: { userId: '@kiel:localhost', masterKey: 'nqOvzeuGWT/sRx3h7+MHoInYj3Uk2LD/unI9kDYcHwk' },
};
const publication = {
  iss: registration.iss,
  aud: audience,
  definition: { id: 'dog-registration', version: 1, title: {} },
};

describe('an agency in the directory', () => {
  test('registers with its own key, and a reader verifies it long after', async () => {
    const jws = await signAgencyRegistration(registration, key, now);
    const { key: signer, payload } = await verifyAgencyRegistration(jws, { delivery: { audience, now: later(10) } });
    expect(signer).toEqual(toPublicKey(key));
    expect(payload).toMatchObject({ ...registration, type: 'AGENCY_REGISTRATION', jwk: toPublicKey(key) });
    await verifyAgencyRegistration(jws, { agencyKey: toPublicKey(key) });
  });

  test('cannot be changed by another key', async () => {
    const jws = await signAgencyRegistration(registration, stranger, now);
    await expect(verifyAgencyRegistration(jws, { agencyKey: key })).rejects.toMatchObject({
      code: 'signature-invalid',
    });
  });

  test('cannot register a key that it does not hold', async () => {
    const claims = {
      type: 'AGENCY_REGISTRATION',
      iat: 1,
      exp: 2,
      jti: crypto.randomUUID(),
      jwk: toPublicKey(key),
    } as const;
    const jws = await sign('agency', { ...registration, ...claims }, stranger, { embedKey: true });
    await expect(verifyAgencyRegistration(jws)).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  test.each([
    ['for another directory', { audience: 'https://other.example', now }, 'directory-message-misaddressed'],
    ['too late', { audience, now: later(400) }, 'directory-message-expired'],
    ['too early', { audience, now: later(-120) }, 'directory-message-expired'],
  ])('a message %s is not taken', async (_what, delivery, code) => {
    const jws = await signAgencyRegistration(registration, key, now);
    await expect(verifyAgencyRegistration(jws, { delivery })).rejects.toMatchObject({ code });
  });

  test('a message cannot be made valid for years', async () => {
    const claims = {
      type: 'SERVICE_PUBLICATION',
      iat: now.getTime() / 1000,
      exp: 9_999_999_999,
      jti: crypto.randomUUID(),
    } as const;
    const jws = await sign('service', { ...publication, ...claims }, key, { embedKey: true });
    await expect(verifyServicePublication(jws, { delivery: { audience, now } })).rejects.toMatchObject({
      code: 'directory-message-expired',
    });
  });

  test('publishes a service with the whole definition', async () => {
    const jws = await signServicePublication(publication, key, now);
    const { payload } = await verifyServicePublication(jws, {
      agencyKey: toPublicKey(key),
      delivery: { audience, now },
    });
    expect(payload.definition).toEqual(publication.definition);
    await expect(verifyServicePublication(jws, { agencyKey: stranger })).rejects.toMatchObject({
      code: 'signature-invalid',
    });
    await expect(verifyAgencyRegistration(jws)).rejects.toMatchObject({ code: 'signature-invalid' });
  });
});
