import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  sha256,
  threadRelation,
  toPublicKey,
  verify,
  writeContent,
  type ApplicationPayload,
  type Json,
  type PrivateKey,
  type PublicKey,
} from '@posthorn/protocol';
import { CompactSign, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agency } from '../src/index.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/* One agency and one person through all of it: whatever comes in, the next message is served as if nothing had been. */
describe('whatever a person sends, the gateway answers and goes on', () => {
  let agency: Agency;
  let agencyKey: PublicKey;
  let ada: Person;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const config = await freshAgencyConfig();
    agency = await startAgency(config, (office) => {
      office.onApplication('pond-permit', async (c) => {
        await c.ask('fence');
        await c.requestDocument('sketch');
        await c.close();
      });
    });
    agencyKey = toPublicKey(JSON.parse(await readFile(config.signingKeyFile, 'utf8')) as PrivateKey);
    ada = await Person.connect(agency, { language: 'en' });
    dispose = async () => {
      await ada[Symbol.asyncDispose]();
      await agency.close();
      await config[Symbol.asyncDispose]();
    };
  });
  afterAll(() => dispose());

  /** The reasons of the first refusal in an application's case, which the agency must have signed for this application. */
  async function reasonsFor({ id, caseId }: ApplicationPayload): Promise<string[]> {
    const { block } = await ada.hears('refusal', (heard) => heard.block.caseId === caseId);
    const refusal = await verify('refusal', block.jws, agencyKey);
    expect(refusal).toMatchObject({ agency: agency.clientId, caseId, applicationId: id });
    return refusal.reasons.map(({ code, path }) => (path ? `${code} ${path}` : code));
  }

  async function signAnything(payload: unknown): Promise<string> {
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', kid: ada.accountKey.kid, typ: 'posthorn-application+jwt' })
      .sign(await importJWK(ada.accountKey, 'ES256'));
  }

  async function expectError(eventId: string, sentence: RegExp): Promise<void> {
    const status = await ada.statusOf(eventId);
    expect(status.status).toBe('error');
    expect(status.body).toMatch(sentence);
  }

  test.each<[string, Json]>([
    ['no object', 'boo'],
    ['wrong types', { v: 1, id: 7, caseId: [], jws: null }],
    ['no signature', { v: 1, id: randomUUID(), caseId: randomUUID(), jws: 'a.b.c' }],
    ['a text where a JWS belongs', { v: 1, id: randomUUID(), caseId: randomUUID(), jws: '<script>' }],
  ])('a malformed application: %s', async (_, block) => {
    const eventId = await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'x',
      'org.posthorn.application': block,
    });
    await expectError(eventId, /could not be read|signature/);
  });

  test('nesting of ten thousand levels', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const content = `{"msgtype":"m.text","body":"deep","org.posthorn.reply":{"v":1,"x":${deep}}}`;
    const eventId = await ada.sendRaw('m.room.message', JSON.parse(content) as Record<string, Json>).catch(() => null);
    // A homeserver may refuse to take it at all; what it takes, the gateway answers.
    if (eventId) await expectError(eventId, /could not be read/);
    const application = ada.application({ ...pondAnswers });
    const jws = await signAnything({ ...application, answers: nest(200) });
    const block = { v: 1, id: randomUUID(), caseId: application.caseId, jws };
    const signed = await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'deep',
      'org.posthorn.application': block,
    });
    await expectError(signed, /could not be read/);
  });

  test('ten megabytes of JSON where a few bytes were announced', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, text: 'x'.repeat(10_000_000) }));
    const file = await ada.channel.upload(bytes);
    const external = {
      v: 1,
      id: randomUUID(),
      caseId: randomUUID(),
      kind: 'reply',
      sha256: await sha256(bytes),
      size: 5_000,
    };
    const small = await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'big',
      'org.posthorn.external': { ...external, file },
    });
    await expectError(small, /could not be read/);
    const honest = await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'big',
      'org.posthorn.external': { ...external, size: bytes.length, file },
    });
    await expectError(honest, /could not be read/);
  });

  test('a message that only the agency may send', async () => {
    const { type, content } = writeContent(
      { kind: 'status', id: randomUUID(), caseId: randomUUID(), status: 'decided' },
      'en',
    );
    await expectError(await ada.sendRaw(type, content), /Only the authority/);
  });

  test('a signature by another key, and an application for another connection', async () => {
    const other = await Person.connect(agency);
    const stolen = await ada.apply(ada.application(pondAnswers), other.accountKey);
    await expectError(stolen, /signature/);
    const elsewhere = await ada.apply(ada.application(pondAnswers, { connectionId: randomUUID() }));
    await expectError(elsewhere, /another connection/);
    await other[Symbol.asyncDispose]();
  });

  test('an unknown service, and a version that is not there', async () => {
    const unknown = ada.application(pondAnswers, { service: { id: 'moon-permit', version: 1 } });
    await ada.apply(unknown);
    expect(await reasonsFor(unknown)).toEqual(['service-unknown']);
    const newer = ada.application(pondAnswers, { service: { id: 'pond-permit', version: 9 } });
    const root = await ada.apply(newer);
    expect(await reasonsFor(newer)).toEqual(['service-version-unknown']);
    const refusal = await ada.hears('refusal', ({ block }) => block.caseId === newer.caseId);
    expect(refusal.event.threadRoot).toBe(root);
    expect(refusal.body).toContain('load the service again');
  });

  test('answers of wrong types, missing ones, unknown ones, and one that was hidden', async () => {
    const wrong = ada.application({ name: 7, hasFish: 'no', extra: true });
    await ada.apply(wrong);
    expect(await reasonsFor(wrong)).toEqual(
      expect.arrayContaining(['type /name', 'type /hasFish', 'unknown-field /extra']),
    );
    const missing = ada.application({});
    await ada.apply(missing);
    expect(await reasonsFor(missing)).toContain('required /name');
    const hidden = ada.application({ name: 'Ada', hasFish: false, fish: 'a pike, which nobody asked about' });
    await ada.apply(hidden);
    expect(await reasonsFor(hidden)).toEqual(['answers-not-canonical']);
  });

  test('files: wrong hash, another type than stated, a type that is not allowed, too large, gone, missing, not asked for', async () => {
    async function applyWith(bytes: Uint8Array, about: object, field = '/plan'): Promise<string[]> {
      const plan = await ada.attach(bytes, { field, ...about });
      const application = ada.application({ ...pondAnswers, plan: plan.id }, { attachments: [plan] });
      await ada.apply(application);
      return reasonsFor(application);
    }
    expect(await applyWith(pdf, { sha256: '0'.repeat(64) })).toEqual(['attachment-corrupt /plan']);
    expect(await applyWith(pdf, { size: pdf.length - 1 })).toEqual(['attachment-corrupt /plan']);
    expect(await applyWith(png, {})).toEqual(['attachment-type-wrong /plan']);
    expect(await applyWith(new TextEncoder().encode('MZ program'), {})).toEqual(['attachment-type-wrong /plan']);
    expect(await applyWith(pdf, { mediaType: 'text/html' })).toEqual(['attachment-type /plan']);
    expect(await applyWith(new Uint8Array(200_001), {})).toEqual(['attachment-size /plan']);
    const { file } = await ada.attach(pdf);
    expect(await applyWith(pdf, { file: { ...file, url: `${file.url}x` } })).toEqual(['attachment-gone /plan']);
    const other = await ada.attach(png);
    expect(await applyWith(pdf, { file: { ...file, url: other.file.url } })).toEqual(['attachment-corrupt /plan']);

    const missing = ada.application({ ...pondAnswers, plan: randomUUID() });
    await ada.apply(missing);
    expect(await reasonsFor(missing)).toEqual(['attachment-missing /plan']);
    const extra = ada.application(pondAnswers, { attachments: [await ada.attach(pdf)] });
    await ada.apply(extra);
    expect(await reasonsFor(extra)).toEqual(['attachment-unknown']);
  });

  test('the same application twice gets one receipt; other content under the same numbers is refused', async () => {
    const application = ada.application({ ...pondAnswers, name: 'Twice' });
    await ada.apply(application);
    await ada.statusOf(await ada.apply(application));
    await ada.apply({ ...application, answers: { ...application.answers, name: 'Changed' } });
    expect(await reasonsFor(application)).toEqual(['application-changed']);
    const intruding = ada.application(pondAnswers, { caseId: application.caseId });
    await ada.statusOf(await ada.apply(intruding));
    const refusals = ada.heardAll('refusal').filter(({ block }) => block.caseId === application.caseId);
    expect(refusals).toHaveLength(2);
    const receipts = ada.heardAll('receipt').filter(({ block }) => block.caseId === application.caseId);
    expect(receipts).toHaveLength(1);
    expect(agency.case(application.caseId).application?.payload.answers['name']).toBe('Twice');
  });

  test('HTML and scripts, right-to-left and emoji text, names of 200 characters come through as they are', async () => {
    const names = [
      '<script>alert(1)</script><img src=x onerror=alert(1)>',
      '\u202Eشلومو ‮👨‍👩‍👧‍👦🇩🇪',
      `${'Ä'.repeat(199)}ß`,
      "Robert'); DROP TABLE cases;--",
    ];
    for (const name of names) {
      const application = ada.application({ ...pondAnswers, name });
      await ada.apply(application);
      await ada.hears('receipt', ({ block }) => block.caseId === application.caseId);
      expect(agency.case(application.caseId).application?.payload.answers['name']).toBe(name);
    }
  });

  test('answers to questions that nobody asked, choices that are not there, changed votes', async () => {
    const application = ada.application(pondAnswers);
    const root = await ada.apply(application);
    const { caseId } = application;
    const question = await ada.hears('question', ({ block }) => block.caseId === caseId);
    const vote = (
      codes: string[],
      questionId = question.block.id,
      pollEventId = question.event.eventId,
    ): Promise<string> => ada.say({ kind: 'answer', id: randomUUID(), caseId, questionId, codes, pollEventId });
    await expectError(await vote(['fence-no'], randomUUID()), /did not ask/);
    await expectError(await vote(['fence-no'], question.block.id, root), /did not ask/);
    await expectError(await vote(['moat']), /not one of the choices/);
    await expectError(await vote(['fence-no', 'fence-yes']), /not one of the choices/);
    expect((await ada.statusOf(await vote(['fence-yes']))).status).toBe('success');
    await expectError(await vote(['fence-no']), /already/);

    const request = await ada.hears('document-request', ({ block }) => block.caseId === caseId);
    const send = async (bytes: Uint8Array, about: object, requestId = request.block.id): Promise<string> =>
      ada.say(
        { kind: 'attachment', id: randomUUID(), caseId, requestId, attachment: await ada.attach(bytes, about) },
        root,
      );
    await expectError(await send(pdf, { sha256: '1'.repeat(64) }), /did not arrive as it was sent/);
    await expectError(
      await send(new TextEncoder().encode('text'), { mediaType: 'text/plain' }),
      /format that is not allowed/,
    );
    await expectError(await send(png, {}), /does not fit its stated format/);
    await expectError(await send(new Uint8Array(100_001), {}), /larger than allowed/);
    await expectError(await send(pdf, {}, randomUUID()), /did not ask/);
    expect((await ada.statusOf(await send(pdf, {}))).status).toBe('success');
    await ada.hears('status', ({ block }) => block.caseId === caseId && block.status === 'closed');
    const notes = agency
      .case(caseId)
      .history()
      .map(({ note }) => note)
      .filter((note) => note !== null);
    expect(notes).toEqual(expect.arrayContaining(['question-unknown', 'choice-unknown', 'question-answered']));
  });

  test('the reply of an ordinary client reaches the case worker, in a thread and outside of any', async () => {
    const heard: (string | null)[] = [];
    const stop = agency.onMessage((message) =>
      heard.push(`${message.body['text'] as string} ${message.caseId ?? 'unassigned'}`),
    );
    const application = ada.application(pondAnswers);
    const root = await ada.apply(application);
    await ada.hears('receipt', ({ block }) => block.caseId === application.caseId);
    await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'in the thread',
      'm.relates_to': { ...threadRelation(root) },
    });
    await ada.sendRaw('m.room.message', { msgtype: 'm.text', body: 'just so' });
    await expect
      .poll(() => heard, { timeout: 30_000 })
      .toEqual([`in the thread ${application.caseId}`, 'just so unassigned']);
    expect(agency.unassigned().at(-1)?.body).toEqual({ text: 'just so' });
    stop();
  });

  test('something newer than this gateway is shown by its readable body', async () => {
    await ada.sendRaw('m.room.message', {
      msgtype: 'm.text',
      body: 'from the future',
      'org.posthorn.hologram': { v: 3 },
    });
    await expect.poll(() => agency.unassigned().at(-1)?.body).toEqual({ text: 'from the future' });
    expect(agency.health().inbox.pending).toBe(0);
  });
});

function nest(levels: number): Json {
  let value: Json = 'bottom';
  for (let level = 0; level < levels; level += 1) value = { deeper: value };
  return value;
}
