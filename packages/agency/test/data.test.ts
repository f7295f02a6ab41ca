import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  changeLocks,
  generateSigningKey,
  publicDataKey,
  sealData,
  signWire,
  type DataKey,
  type Json,
  type PermissionRequestItem,
  type PrivateKey,
  type SealedData,
} from '@posthorn/protocol';
import { freePort } from '@posthorn/stack';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Agency, AgencyConfig, HandlerCase } from '../src/index.ts';
import { askOperator } from '../src/operator/operator-http.ts';
import { Device, typeOf } from './device.ts';
import { openInterceptor, type Interceptor } from './interceptor.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

type Work = (c: HandlerCase<Record<string, unknown>>) => Promise<void>;

const licenceSchema = {
  type: 'object',
  required: ['tag'],
  properties: { tag: { type: 'string', maxLength: 10 } },
};

/* The pond office keeps licences and is told of what people agree to. The harbour office has no web address: it asks. */
const parts = new AsyncDisposableStack();
let door: Interceptor;
let pond: Agency;
let pondConfig: AgencyConfig;
let harbour: Agency;
let work: Work = async () => undefined;

beforeAll(async () => {
  const port = await freePort();
  door = parts.use(await openInterceptor(`http://127.0.0.1:${port}`));
  pondConfig = parts.use(
    await freshAgencyConfig({
      web: { url: door.url, port },
      permissions: [
        { type: 'WRITE', area: 'licence', description: 'Your licence', schema: licenceSchema },
        { type: 'READ', area: 'licence', purpose: 'To look it up' },
      ],
    }),
  );
  const harbourConfig = parts.use(await freshAgencyConfig());
  pond = parts.use(await startAgency(pondConfig, (office) => office.onApplication('pond-permit', (c) => work(c))));
  harbour = parts.use(await startAgency(harbourConfig));
});

afterAll(() => parts.disposeAsync());

const place = (): { domain: string; area: string } => ({ domain: pond.clientId, area: 'licence' });

/** A new person, connected with the pond office; asked by its code. */
async function connected(
  agrees: (item: PermissionRequestItem) => boolean = () => true,
): Promise<{ device: Device; connectionId: string; asked: PermissionRequestItem[] }> {
  const device = await Device.register(inject('operatorUrl'));
  const code = device.scan((await pond.logins.begin()).url);
  const asked = await device.askWhat(code);
  const connectionId = await device.agree(pond.clientId, { sid: code.sid, permissions: asked, agrees });
  return { device, connectionId, asked };
}

/** Who reads a person's licence: the person and the pond office. */
function readers(device: Device, asked: readonly PermissionRequestItem[]): DataKey[] {
  return [publicDataKey(device.dataKey), ...asked.flatMap((item) => (item.type === 'READ' ? [item.jwk] : []))];
}

/** A licence in the words of the pond office, signed with any key. */
async function licence(content: Json, key: PrivateKey, recipients: DataKey[], acc: string): Promise<SealedData> {
  const iat = Math.floor(Date.now() / 1000);
  const { kid } = await pondKey();
  return sealData(content, { writer: { key, header: { kid, iss: pond.clientId, iat, ...place(), acc } }, recipients });
}

async function pondKey(): Promise<PrivateKey> {
  return JSON.parse(await readFile(pondConfig.signingKeyFile, 'utf8')) as PrivateKey;
}

const contentsIn = async (connectionId: string): Promise<Json[]> =>
  (await pond.data.read(connectionId)).map(({ content }) => content);

test('an agency writes what a person agreed to, reads it again, and knows who said it and when', async () => {
  const { device, connectionId } = await connected();
  expect(await pond.data.read(connectionId)).toEqual([{ ...place(), content: null, writer: null }]);
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-1' } });
  expect(await device.read(place())).toEqual({ tag: 'K-1' });
  const [item] = await pond.data.read(connectionId, place());
  expect(item).toMatchObject({
    ...place(),
    content: { tag: 'K-1' },
    writer: { clientId: pond.clientId, bound: true, verified: true },
  });
  expect(item).not.toHaveProperty('problem');
  expect(Math.abs(Date.parse(item?.writer?.signedAt ?? '') - Date.now())).toBeLessThan(60_000);
});

test('what the person did not agree to is neither read nor written, and the refusal has the code of the operator', async () => {
  const { connectionId } = await connected(({ type }) => type === 'WRITE');
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-2' } });
  await expect(pond.data.read(connectionId)).rejects.toMatchObject({ code: 'consent-missing' });
  await expect(pond.data.write(connectionId, { area: 'other', content: 1 })).rejects.toMatchObject({
    code: 'consent-missing',
  });
  await expect(pond.data.read(randomUUID())).rejects.toMatchObject({ code: 'connection-unknown' });
  await expect(harbour.data.read(connectionId)).rejects.toMatchObject({ code: 'connection-unknown' });
  const tomorrow = new Date(Date.now() + 86_400_000);
  await expect(pond.data.delayDisclosure(connectionId, tomorrow, '§ 101 StPO')).rejects.toMatchObject({
    code: 'delay-not-allowed',
  });
});

test('fault 8: what is written about one person is encrypted for that person, whoever connected last', async () => {
  const [ada, ben] = [await connected(), await connected()];
  await pond.data.write(ada.connectionId, { area: 'licence', content: { tag: 'Ada' } });
  await pond.data.write(ben.connectionId, { area: 'licence', content: { tag: 'Ben' } });
  expect(await ada.device.read(place())).toEqual({ tag: 'Ada' });
  expect(await ben.device.read(place())).toEqual({ tag: 'Ben' });
  expect(await contentsIn(ada.connectionId)).toEqual([{ tag: 'Ada' }]);
});

test('once only: another agency reads it when the person lets it, once, and knows whose word it is', async () => {
  const { device, connectionId, asked } = await connected();
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-3' } });
  const atHarbour = await device.agree(harbour.clientId);
  const [id] = await harbour.data.request(atHarbour, [
    { type: 'READ', ...place(), purpose: { de: 'Liegeplatz', en: 'Berth' }, frequency: 'ONE_TIME' },
  ]);
  expect(await harbour.data.permissions(atHarbour)).toMatchObject([{ id, state: 'requested', purpose: 'Liegeplatz' }]);

  const request = await device.waitingRequest();
  expect(request).toMatchObject({ connectionId: atHarbour, permissions: [{ id, frequency: 'ONE_TIME' }] });
  await device.agree(harbour.clientId, request);
  const [wish] = request.permissions;
  const reader = wish?.type === 'READ' ? wish.jwk : null;
  if (!reader) throw new Error('the request names no key to read with');
  await device.letRead(connectionId, place(), reader);
  // The harbour office is not told; it asks by itself.
  expect(await harbour.data.permissions(atHarbour)).toMatchObject([{ id, state: 'approved' }]);
  expect(await harbour.data.read(atHarbour, place())).toMatchObject([
    { content: { tag: 'K-3' }, writer: { clientId: pond.clientId, bound: true, verified: true } },
  ]);
  await expect(harbour.data.read(atHarbour, place())).rejects.toMatchObject({ code: 'consent-missing' });

  // What the pond office writes later is for the new reader, too: the person renews what it encrypts to.
  await harbour.data.request(atHarbour, [{ type: 'READ', ...place(), purpose: 'Berth' }]);
  await device.agree(harbour.clientId, await device.waitingRequest());
  const write = asked.filter(({ type }) => type === 'WRITE');
  const [, own] = readers(device, asked);
  if (!own) throw new Error('the pond office has no key to read with');
  await device.agree(pond.clientId, { connectionId, permissions: write, readers: [own, reader] });
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-4' } });
  expect((await harbour.data.read(atHarbour)).map(({ content }) => content)).toEqual([{ tag: 'K-4' }]);

  // The person ends that; the pond office misses the news, is refused, and asks.
  await device.tell('DELETE_CONSENT', { sub: atHarbour });
  door.judge = (_method, path) => (path === '/events' ? 'drop' : 'pass');
  await device.agree(pond.clientId, { connectionId, permissions: write, readers: [own] });
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-5' } });
  door.judge = () => 'pass';
  expect(await contentsIn(connectionId)).toEqual([{ tag: 'K-5' }]);
  const kids = (await device.document(place())).data.recipients.map(({ header }) => header.kid);
  expect(kids.toSorted()).toEqual([device.dataKey.kid, own.kid].toSorted());
  await expect(harbour.data.read(atHarbour)).rejects.toMatchObject({ code: 'connection-unknown' });
});

test('an agreement of which the agency never heard is asked for when it matters', async () => {
  door.judge = (_method, path, body) => (path === '/events' && typeOf(body) === 'CONNECTION_EVENT' ? 'drop' : 'pass');
  const { device, connectionId } = await connected();
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-6' } });
  door.judge = () => 'pass';
  expect(await device.read(place())).toEqual({ tag: 'K-6' });
});

test('data that breaks its schema is refused by the writer and reported by the reader', async () => {
  const { device, connectionId, asked } = await connected();
  const invalid = { area: 'licence', content: { tag: 'far too long a tag' } };
  const refusal = await pond.data.write(connectionId, invalid).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'data-invalid', message: expect.stringContaining('#/tag') as string });
  expect(String(refusal)).not.toContain('far too long');
  // A program of the pond office that does not care.
  const key = await pondKey();
  const data = await licence({ tag: 7 }, key, readers(device, asked), device.key.kid);
  const operator = inject('operatorUrl');
  const message = { iss: pond.clientId, aud: operator, sub: connectionId, paths: [{ ...place(), data }] };
  const body = await signWire('DATA_WRITE', message, key, { kid: key.kid });
  await askOperator(`${operator}/api`, { method: 'POST', body, headers: { 'content-type': 'application/jwt' } });
  expect(await pond.data.read(connectionId)).toMatchObject([
    { content: { tag: 7 }, writer: { verified: true }, problem: { code: 'data-invalid' } },
  ]);
});

test('fault 14: what the writer did not sign, or signed for another place, is not given out as its word', async () => {
  const { device, connectionId, asked } = await connected();
  await pond.data.write(connectionId, { area: 'licence', content: { tag: 'K-5' } });
  const own = readers(device, asked);
  const forged = await licence({ tag: 'free' }, await generateSigningKey(), own, device.key.kid);
  await device.exchange(place(), forged);
  const unproven = { content: null, writer: { clientId: pond.clientId, verified: false } };
  expect(await pond.data.read(connectionId)).toMatchObject([{ ...unproven, problem: { code: 'signature-invalid' } }]);

  // A genuine statement, but about somebody else.
  const other = await connected();
  await pond.data.write(other.connectionId, { area: 'licence', content: { tag: 'K-6' } });
  const { data } = await other.device.document(place());
  await device.exchange(place(), await changeLocks(data, other.device.dataKey, own));
  expect(await pond.data.read(connectionId)).toMatchObject([{ ...unproven, problem: { code: 'document-misplaced' } }]);
});

test('a handler works with the data of its own person, and what it was refused is remembered, too', async () => {
  const steps: string[] = [];
  const handled = Promise.withResolvers<void>();
  work = async (c) => {
    const refusal = await c.data.write({ area: 'licence', content: { tag: 'x' } }).catch((error: unknown) => error);
    steps.push((refusal as { code: string }).code);
    const [id] = await c.data.request([{ type: 'WRITE', area: 'licence', description: 'Your licence' }]);
    await c.ask('fence');
    const permissions = await c.data.permissions();
    steps.push(permissions.find((permission) => permission.id === id)?.state ?? 'none');
    await c.data.write({ area: 'licence', content: { tag: c.application.id.slice(0, 8) } });
    await c.close();
    handled.resolve();
  };
  await using ada = await Person.connect(pond);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  const question = await ada.hears('question');
  await ada.device.agree(pond.clientId, await ada.device.waitingRequest());
  const { caseId } = application;
  await ada.say({
    kind: 'answer',
    id: randomUUID(),
    caseId,
    questionId: question.block.id,
    codes: ['fence-yes'],
    pollEventId: question.event.eventId,
  });
  await handled.promise;
  expect(steps).toEqual(['consent-missing', 'approved']);
  expect(await ada.device.read(place())).toEqual({ tag: application.id.slice(0, 8) });
});
