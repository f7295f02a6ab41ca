import fc from 'fast-check';
import {
  addRecipient,
  changeLocks,
  generateDataKey,
  generateSigningKey,
  maxDocumentSize,
  openData,
  PosthornError,
  publicDataKey,
  sealData,
  toPublicKey,
  toPublicRsaKey,
  verifyWriter,
  type DataKey,
  type DataPrivateKey,
  type Json,
  type RsaPrivateKey,
  type SealedData,
  type WriterHeader,
} from '@posthorn/protocol';
import { CompactSign, generalDecrypt, GeneralEncrypt, importJWK } from 'jose';
import oldJose from 'jose-v1';
import { beforeAll, describe, expect, test } from 'vitest';

const kiel = 'https://kiel.example';
const place = { domain: kiel, area: 'Führerschein' };
const account = 'ivuUFeTMMNl8KDXlcTw3POPvfMkXbeQdVGhoAVUp8Cc';
const licence = { classes: ['B', 'BE'], since: '2011-04-02', remark: 'Brille — 👓' };

const writer = await generateSigningKey();
const header: WriterHeader = { kid: writer.kid, iss: kiel, iat: 1_795_291_200, ...place, acc: account };
const person = await generateDataKey('ES', (thumbprint) => `egendata://jwks/${thumbprint}`);
const insurer = await generateDataKey('ES', (thumbprint) => `https://insurer.example/jwks/${thumbprint}`);
let oldService: RsaPrivateKey;
let oldPerson: RsaPrivateKey;

beforeAll(async () => {
  [oldService, oldPerson] = await Promise.all([
    generateDataKey('RSA', (thumbprint) => `https://old.example/jwks/${thumbprint}`),
    generateDataKey('RSA', (thumbprint) => `egendata://jwks/${thumbprint}`),
  ]);
});

async function seal(...recipients: DataKey[]): Promise<SealedData> {
  return sealData(licence, { writer: { key: writer, header }, recipients });
}

/** What the operator hands to one reader. */
function onlyFor(key: DataKey, document: SealedData): SealedData {
  return { ...document, recipients: document.recipients.filter((entry) => entry.header.kid === key.kid) };
}

function encryption(document: SealedData): Json {
  return JSON.parse(Buffer.from(document.protected, 'base64url').toString()) as Json;
}

describe('data once given', () => {
  test('is read by the person and by every reader, who learn who said it and when', async () => {
    const document = await seal(publicDataKey(person), publicDataKey(oldService));
    expect(encryption(document)).toEqual({ enc: 'A256GCM' });
    for (const key of [person, oldService]) {
      const opened = await openData(onlyFor(key, document), key);
      expect(opened.content).toEqual(licence);
      expect(opened.header).toEqual({ alg: 'ES256', ...header });
      expect(await verifyWriter(opened.jws, toPublicKey(writer), { ...place, acc: account, iss: kiel })).toEqual({
        writer: kiel,
        signedAt: new Date('2026-11-21T20:00:00Z'),
        bound: true,
      });
    }
  });

  test('is read by another service, which the person lets in without the ciphertext', async () => {
    const document = await seal(person, oldService);
    for (const [from, reader] of [
      [person, insurer],
      [person, oldPerson],
      [oldService, insurer],
      [oldService, oldPerson],
    ] as const) {
      const own = document.recipients.find((entry) => entry.header.kid === from.kid);
      if (own === undefined) throw new Error('The sealed document lacks a reader.');
      const entry = await addRecipient(own, from, publicDataKey(reader));
      const wider = { ...document, recipients: [...document.recipients, entry] };
      expect((await openData(wider, reader)).content).toEqual(licence);
      expect((await openData(wider, person)).content).toEqual(licence);
      expect(await openedByJose(wider, reader)).toBe((await openData(wider, person)).jws);
    }
  });

  test('is read by the remaining readers alone after the locks were changed, and still says who said it', async () => {
    const before = await seal(person, insurer, oldService);
    const after = await changeLocks(before, person, [publicDataKey(person), publicDataKey(oldService)]);
    await expect(openData(after, insurer)).rejects.toMatchObject({ code: 'document-not-for-key' });
    const kept = onlyFor(insurer, before).recipients;
    await expect(openData({ ...after, recipients: kept }, insurer)).rejects.toMatchObject({
      code: 'document-sealed-otherwise',
    });
    const [opened, read] = await Promise.all([openData(after, person), openData(after, oldService)]);
    expect(read).toEqual(opened);
    expect(opened.jws).toBe((await openData(before, person)).jws);
    expect([after.iv, after.ciphertext]).not.toEqual([before.iv, before.ciphertext]);
    expect((await verifyWriter(opened.jws, toPublicKey(writer), place)).bound).toBe(true);
  });
});

describe('with the old wire', () => {
  test('an old client opens what is sealed to its key, given its own entry only', async () => {
    const document = onlyFor(oldService, await seal(person, insurer, oldService));
    expect(Object.keys(document.recipients[0]?.header ?? {}).toSorted()).toEqual(['alg', 'kid']);
    const opened = oldJose.JWE.decrypt({ ...document }, { ...oldService });
    const [, content = ''] = opened.toString('utf8').split('.');
    expect(JSON.parse(Buffer.from(content, 'base64').toString())).toEqual(licence);
  });

  test('what an old client wrote is read; its signature proves who, but neither when nor where', async () => {
    const { signer, document } = oldDocument();
    expect(encryption(document)).toEqual({ enc: 'A128CBC-HS256' });
    const { content, jws } = await openData(onlyFor(oldPerson, document), oldPerson);
    expect(content).toEqual(licence);
    const key = toPublicRsaKey(signer);
    expect(await verifyWriter(jws, key, place)).toEqual({ writer: null, signedAt: null, bound: false });
    const other = toPublicRsaKey({ ...oldPerson, use: 'sig', kid: signer.kid });
    await expect(verifyWriter(jws, other, place)).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  test('old peers among themselves get what they have always got', async () => {
    const signer: RsaPrivateKey = { ...oldPerson, use: 'sig', kid: 'https://old.example/jwks/client_key' };
    const document = await sealData(licence, {
      writer: { key: signer, header: { ...header, kid: signer.kid } },
      recipients: [oldPerson, oldService],
    });
    expect(encryption(document)).toEqual({ enc: 'A128CBC-HS256' });
    oldJose.JWE.decrypt({ ...document }, { ...oldService });
    const { jws } = await openData(document, oldPerson);
    expect(await verifyWriter(jws, toPublicRsaKey(signer), place)).toMatchObject({ writer: kiel, bound: true });
  });
});

describe('jose', () => {
  test('opens every entry of what is sealed here', async () => {
    for (const document of [await seal(person), await seal(oldService), await seal(person, oldService, insurer)]) {
      const keys = [person, oldService, insurer].filter((key) => onlyFor(key, document).recipients.length > 0);
      for (const key of keys) expect(await openedByJose(document, key)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });

  test('seals what is opened here, and lets readers be added', async () => {
    const statement = (await openData(await seal(person), person)).jws;
    const encrypting = new GeneralEncrypt(new TextEncoder().encode(statement)).setProtectedHeader({ enc: 'A256GCM' });
    for (const { kid, ...key } of [publicDataKey(person), publicDataKey(oldService)]) {
      const alg = key.kty === 'EC' ? key.alg : 'RSA-OAEP';
      encrypting.addRecipient(await importJWK(key, alg)).setUnprotectedHeader({ kid, alg });
    }
    const document = (await encrypting.encrypt()) as SealedData;
    for (const [index, key] of [person, oldService].entries()) {
      expect((await openData(document, key)).content).toEqual(licence);
      const [entry] = document.recipients.slice(index);
      if (entry === undefined) throw new Error('jose left out a reader.');
      const added = await addRecipient(entry, key, insurer);
      expect((await openData({ ...document, recipients: [added] }, insurer)).content).toEqual(licence);
    }
  });
});

describe('a statement', () => {
  test.each([
    ['domain', { domain: 'https://flensburg.example' }],
    ['area', { area: 'tax' }],
    ['acc', { acc: 'x'.repeat(43) }],
    ['iss', { iss: 'https://flensburg.example' }],
  ])('that was made for another %s is refused', async (part, other) => {
    const { jws } = await openData(await seal(person), person);
    await expect(verifyWriter(jws, toPublicKey(writer), { ...place, ...other })).rejects.toMatchObject({
      code: 'document-misplaced',
      details: { part },
    });
  });

  test('that the person changed is not the authority’s any more', async () => {
    const forger = await generateSigningKey();
    const forged = await sealData(
      { classes: ['A', 'B', 'C'] },
      { writer: { key: forger, header }, recipients: [person] },
    );
    const { jws } = await openData(forged, person);
    await expect(verifyWriter(jws, toPublicKey(writer), place)).rejects.toMatchObject({ code: 'signature-invalid' });
    const { jws: real } = await openData(await seal(person), person);
    const renamed = { ...toPublicKey(writer), kid: forger.kid };
    await expect(verifyWriter(real, renamed, place)).rejects.toMatchObject({ code: 'signature-invalid' });
    const [head, , signature] = real.split('.');
    const changed = [head, Buffer.from('{"classes":["C"]}').toString('base64url'), signature].join('.');
    await expect(verifyWriter(changed, toPublicKey(writer), place)).rejects.toMatchObject({
      code: 'signature-invalid',
    });
  });

  test('is not what an own peer signed for another end', async () => {
    const message = { alg: 'ES256', kid: writer.kid };
    for (const protectedHeader of [message, { ...message, ...header, typ: 'posthorn-receipt+jwt' }]) {
      const jws = await new CompactSign(new TextEncoder().encode('{}'))
        .setProtectedHeader(protectedHeader)
        .sign(await importJWK({ ...writer }, 'ES256'));
      const code = 'typ' in protectedHeader ? 'document-malformed' : 'signature-invalid';
      await expect(verifyWriter(jws, toPublicKey(writer), place)).rejects.toMatchObject({ code });
    }
  });
});

describe('a document is refused', () => {
  test('when it is too large or has too many readers', async () => {
    const text = 'x'.repeat((maxDocumentSize / 16) * 9);
    const by = { key: writer, header };
    await expect(sealData(text, { writer: by, recipients: [person] })).rejects.toMatchObject({
      code: 'document-too-large',
    });
    const almost = await sealData(text.slice(2_000), { writer: by, recipients: [person] });
    expect((await openData(almost, person)).content).toBe(text.slice(2_000));
    const many = Array.from({ length: 65 }, (_, index) => ({ ...person, kid: `egendata://jwks/${index}` }));
    await expect(seal(...many)).rejects.toMatchObject({ code: 'document-too-large' });
    const document = await seal(person);
    const crowded = { ...document, recipients: Array.from({ length: 65 }, () => document.recipients).flat() };
    await expect(openData(crowded, person)).rejects.toMatchObject({ code: 'document-too-large' });
    const large = { ...document, ciphertext: 'A'.repeat(maxDocumentSize) };
    await expect(openData(large, person)).rejects.toMatchObject({ code: 'document-too-large' });
  });

  test('when nobody or somebody twice could read it', async () => {
    await expect(seal()).rejects.toMatchObject({ code: 'document-malformed' });
    await expect(seal(person, person)).rejects.toMatchObject({ code: 'document-malformed' });
  });

  test('when its data is nested too deeply, or its header names no place', async () => {
    let deep: Json = 1;
    for (let level = 0; level < 33; level += 1) deep = [deep];
    const by = { key: writer, header };
    await expect(sealData(deep, { writer: by, recipients: [person] })).rejects.toMatchObject({
      code: 'block-too-deep',
    });
    const nowhere = { key: writer, header: { ...header, area: '../cv' } };
    await expect(sealData(1, { writer: nowhere, recipients: [person] })).rejects.toMatchObject({
      code: 'document-malformed',
    });
  });

  test('when it asks for compression, another encryption or unknown extensions', async () => {
    const document = await seal(person);
    for (const strange of [{ enc: 'A256GCM', zip: 'DEF' }, { enc: 'A128GCM' }, { enc: 'A256GCM', crit: ['x'] }, []]) {
      const changed = { ...document, protected: Buffer.from(JSON.stringify(strange)).toString('base64url') };
      await expect(openData(changed, person)).rejects.toMatchObject({ code: 'document-malformed' });
    }
  });

  test('when its reader’s entry is for another key, damaged, or not on the curve', async () => {
    const [entry] = (await seal(person)).recipients;
    if (entry?.header.epk === undefined) throw new Error('The entry has no ephemeral key.');
    const { header: names } = entry;
    await expect(addRecipient(entry, insurer, person)).rejects.toMatchObject({ code: 'document-not-for-key' });
    const swapped = { ...entry, header: { ...names, kid: insurer.kid } };
    await expect(addRecipient(swapped, insurer, person)).rejects.toMatchObject({ code: 'document-sealed-otherwise' });
    const offCurve = { ...entry, header: { ...names, epk: { ...entry.header.epk, y: 'A'.repeat(43) } } };
    await expect(addRecipient(offCurve, person, insurer)).rejects.toMatchObject({ code: 'document-sealed-otherwise' });
    const party = { ...entry, header: { ...names, apu: 'QWxpY2U' } };
    await expect(addRecipient(party, person, insurer)).rejects.toMatchObject({ code: 'document-malformed' });
    const [rsaEntry] = (await seal(oldService)).recipients;
    if (rsaEntry === undefined) throw new Error('The document has no reader.');
    const short = { ...rsaEntry, encrypted_key: await encryptedShortKey(oldService) };
    await expect(addRecipient(short, oldService, person)).rejects.toMatchObject({ code: 'document-sealed-otherwise' });
    const unusable = { ...publicDataKey(insurer), y: 'A'.repeat(43) } as DataKey;
    await expect(addRecipient(entry, person, unusable)).rejects.toMatchObject({ code: 'key-invalid' });
  });
});

test('garbage is refused with an error of ours, whatever it is', async () => {
  const document = await seal(person, oldService);
  const [entry] = document.recipients;
  const { jws } = await openData(document, person);
  const anything = fc.oneof(fc.anything(), fc.string(), fc.base64String(), spoilt(document), spoilt({ ...entry }));
  const keys = fc.constantFrom<DataPrivateKey>(person, { ...person, d: '' }, { ...oldService, kid: person.kid });
  await fc.assert(
    fc.asyncProperty(anything, keys, spoiltText(jws), async (value, key, statement) => {
      const failures = await Promise.all([
        failureOf(openData(value as SealedData, key)),
        failureOf(addRecipient(value as SealedData['recipients'][0], key, insurer)),
        failureOf(changeLocks(value as SealedData, key, [person])),
        failureOf(verifyWriter(statement, toPublicKey(writer), place)),
      ]);
      for (const failure of failures) if (failure !== null) expect(failure).toBeInstanceOf(PosthornError);
      const told = failures.map((failure) => `${String(failure)} ${JSON.stringify(failure)}`).join();
      expect(told).not.toContain(person.d);
    }),
    { numRuns: 400 },
  );
});

/** A copy with one member, at any depth, replaced. */
function spoilt(value: object): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  return fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.anything(), fc.base64String())).map(([path, other]) => {
    const copy: Record<string, unknown> = structuredClone(value) as Record<string, unknown>;
    const parent = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, copy);
    parent[path.at(-1) ?? ''] = other;
    return copy;
  });
}

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [[name], ...pathsOf(member).map((rest) => [name, ...rest])]);
}

/** A text with a piece cut out and another put in. */
function spoiltText(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(9), fc.oneof(fc.string(), fc.base64String()))
    .map(([at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length));
}

/** A content key of 128 bits, which no document here has. */
async function encryptedShortKey({ kty, e, n }: RsaPrivateKey): Promise<string> {
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const key = await crypto.subtle.importKey('jwk', { kty, e, n }, oaep, false, ['encrypt']);
  return Buffer.from(await crypto.subtle.encrypt(oaep, key, new Uint8Array(16))).toString('base64url');
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

async function openedByJose(document: SealedData, key: DataPrivateKey): Promise<string> {
  const { plaintext } = await generalDecrypt(
    onlyFor(key, document),
    await importJWK({ ...key }, key.kty === 'EC' ? key.alg : 'RSA-OAEP'),
  );
  return new TextDecoder().decode(plaintext);
}

/** A document as the old client makes it, step by step. */
function oldDocument(): { signer: RsaPrivateKey; document: SealedData } {
  const signer: RsaPrivateKey = { ...oldService, use: 'sig', kid: 'https://old.example/jwks/client_key' };
  const signed = oldJose.JWS.sign(JSON.stringify(licence), { ...signer }, { kid: signer.kid });
  const encryptor = new oldJose.JWE.Encrypt(signed);
  for (const reader of [oldPerson, oldService]) {
    encryptor.recipient(toPublicRsaKey(reader), { kid: reader.kid });
  }
  return { signer, document: encryptor.encrypt('general') as unknown as SealedData };
}
