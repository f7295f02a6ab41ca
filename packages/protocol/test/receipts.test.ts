import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answersSha256,
  canonicalJson,
  generateSigningKey,
  signReceipt,
  toPublicKey,
  verifyReceipt,
  type Json,
  type JsonObject,
} from '@posthorn/protocol';
import { sampleApplication, sampleAttachment } from './sample.ts';

const agencyKey = await generateSigningKey();
const agency = 'https://kiel.example';
const application = sampleApplication({ attachments: [sampleAttachment('a.pdf'), sampleAttachment('b.pdf')] });
const receipt = await signReceipt({ agency, application, receivedAt: '2026-11-21T20:01:02Z' }, agencyKey);
const sent = {
  agencyKey: toPublicKey(agencyKey),
  agency,
  caseId: application.caseId,
  applicationId: application.id,
  service: application.service,
  answers: application.answers,
  attachments: application.attachments,
};
const refused = expect.objectContaining({ code: 'receipt-invalid' });

/** JSON that has a canonical form: `__proto__` and half characters are refused before. */
const json: fc.Arbitrary<Json> = fc
  .jsonValue({ stringUnit: 'grapheme' })
  .filter((value) => !JSON.stringify(value).includes('__proto__')) as fc.Arbitrary<Json>;
const answers = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), json, { maxKeys: 6, noNullPrototype: true });

describe('a receipt', () => {
  test('proves what was sent and when', async () => {
    expect(await verifyReceipt(receipt, sent)).toMatchObject({
      receivedAt: '2026-11-21T20:01:02Z',
      service: application.service,
    });
  });

  test('does not mind the order of answers and attachments', async () => {
    const reordered = Object.fromEntries(Object.entries(application.answers).toReversed());
    await verifyReceipt(receipt, { ...sent, answers: reordered, attachments: application.attachments.toReversed() });
  });

  test.each([
    ['case', { caseId: crypto.randomUUID() }],
    ['application', { applicationId: crypto.randomUUID() }],
    ['agency', { agency: 'https://flensburg.example' }],
    ['service', { service: { id: 'dog-registration', version: 2 } }],
    ['fewer attachments', { attachments: application.attachments.slice(1) }],
    ['an attachment twice', { attachments: [...application.attachments, ...application.attachments.slice(1)] }],
    ['another attachment', { attachments: application.attachments.map((one) => ({ ...one, sha256: 'a'.repeat(64) })) }],
  ])('breaks on another %s', async (_what, change) => {
    await expect(verifyReceipt(receipt, { ...sent, ...change })).rejects.toEqual(refused);
  });

  test('breaks on any change of the answers', async () => {
    await fc.assert(
      fc.asyncProperty(answers, answers, async (before, after) => {
        const jws = await signReceipt(
          { agency, application: { ...application, answers: before }, receivedAt: '2026-11-21T20:00:00Z' },
          agencyKey,
        );
        const verified = verifyReceipt(jws, { agencyKey, answers: after });
        if (canonicalJson(before) === canonicalJson(after)) await verified;
        else await expect(verified).rejects.toEqual(refused);
      }),
      { numRuns: 50 },
    );
  });

  test('breaks on any changed character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(receipt.length - 2),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.'),
        async (at, character) => {
          fc.pre(receipt[at] !== character && receipt[at] !== '.');
          // The last character of each part may carry bits that base64url leaves unused.
          fc.pre(receipt[at + 1] !== '.');
          const changed = receipt.slice(0, at) + character + receipt.slice(at + 1);
          await expect(verifyReceipt(changed, sent)).rejects.toEqual(refused);
        },
      ),
    );
  });

  test('of another agency is none', async () => {
    const stranger = await generateSigningKey();
    await expect(verifyReceipt(receipt, { ...sent, agencyKey: stranger })).rejects.toEqual(refused);
  });
});

describe('the hash of answers', () => {
  test('is the same whatever the order of their members', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (value) => {
        expect(await answersSha256(reversed(value) as JsonObject)).toBe(await answersSha256(value));
      }),
    );
  });

  test('needs text that is whole', async () => {
    await expect(answersSha256({ name: '\ud83d' })).rejects.toMatchObject({ code: 'json-not-canonical' });
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
