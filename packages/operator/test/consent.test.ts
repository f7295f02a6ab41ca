import { randomUUID } from 'node:crypto';
import {
  addRecipient,
  lawfulBases,
  readWire,
  signWire,
  verifyWireEmbedded,
  type DataKey,
  type Path,
  type StoreOptions,
} from '@posthorn/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { generateRsaKey } from './egendata/rsa-keys.ts';
import { mustBe, TestDataAgency, TestPerson, type TestConnection } from './own-peers.ts';
import { serve, temporaryFolder, testStores, webdavServer } from './pds-servers.ts';
import { engines, outcome, startTestOperator, type Engine, type TestOperator } from './story.ts';

const card = { name: 'Anna', until: 2027 };

/** The person's device wraps the content key of a document for one more reader; no ciphertext travels. */
async function letIn(person: TestPerson, { id }: TestConnection, place: Path, reader: DataKey): Promise<void> {
  const asked = { sub: id, paths: [place] };
  const { paths } = await person.ask('RECIPIENTS_READ_REQUEST', asked, 'RECIPIENTS_READ_RESPONSE');
  const recipients = paths[0]?.recipients ?? [];
  const own = recipients.find(({ header }) => header.kid === person.dataKey.kid);
  if (own === undefined) throw new Error('The person cannot open this document.');
  const added = await addRecipient(own, person.dataKey, reader);
  mustBe(
    200,
    await person.send('RECIPIENTS_WRITE', { sub: id, paths: [{ ...place, recipients: [...recipients, added] }] }),
  );
}

interface SlowStore extends AsyncDisposable {
  options: StoreOptions;
  /** Resolves when the next file has come as far as the store; it is written when the result is called. */
  holdNextFile(): Promise<() => void>;
  /** Paths of all files of an account. */
  files(accountId: string): Promise<string[]>;
}

/** A WebDAV store whose answers a test may hold back. */
async function slowStore(): Promise<SlowStore> {
  const parts = new AsyncDisposableStack();
  const answer = webdavServer('anna', 'secret');
  let held: PromiseWithResolvers<() => void> | null = null;
  const { url } = parts.use(
    await serve((request, response) => {
      if (held === null || request.method !== 'PUT') return answer(request, response);
      held.resolve(() => answer(request, response));
      held = null;
    }),
  );
  const options = { provider: 'webdav', endpoint: url, username: 'anna', password: 'secret' };
  const { folder } = parts.use(await temporaryFolder());
  return {
    options,
    holdNextFile: () => (held = Promise.withResolvers()).promise,
    files: async (accountId) => testStores(folder).store(options).list(`${accountId}/`),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

const started = new AsyncDisposableStack();
let engine: Record<'PGlite' | 'PostgreSQL', Engine>;
beforeAll(async () => {
  const [PGlite, PostgreSQL] = await Promise.all([engines.PGlite(), engines.PostgreSQL()]);
  engine = { PGlite: started.use(PGlite), PostgreSQL: started.use(PostgreSQL) };
});
afterAll(() => started.disposeAsync());

describe.each(['PGlite', 'PostgreSQL'] as const)('with %s', (kind) => {
  let operator: TestOperator;
  /** Keeps library cards. */
  let library: TestDataAgency;
  /** Gives a discount to holders of a library card. */
  let pool: TestDataAgency;

  beforeAll(async () => {
    operator = await startTestOperator(await engine[kind].emptyDatabase());
    [library, pool] = await Promise.all([
      TestDataAgency.registered(operator, 'library'),
      TestDataAgency.registered(operator, 'pool'),
    ]);
  });
  afterAll(() => operator[Symbol.asyncDispose]());
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Only the clock stands at that moment; everything else goes on as always. */
  function itIs(moment: string): void {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(moment) });
  }

  test('a withdrawn consent allows nothing any more; asked again, the person may agree again', async () => {
    const anna = await TestPerson.registered(operator);
    const [toRead, toWrite] = [library.toRead('card'), library.toWrite('card')];
    const connection = await anna.connect(library, [toRead, toWrite]);
    mustBe(200, await library.write(connection, 'card', card));
    expect(await library.readContent(connection, toRead)).toEqual(card);

    const withdrawn = await anna.send('DELETE_CONSENT', { sub: connection.id, permissions: [toRead.id] });
    expect([withdrawn.status, withdrawn.body]).toEqual([200, { ended: false, remaining: [] }]);
    const refused = await library.send('DATA_READ_REQUEST', { sub: connection.id, paths: [toRead] });
    expect([refused.status, refused.body.error?.message]).toEqual([403, 'The person has withdrawn the consent.']);
    expect(outcome(await library.write(connection, 'card', card))).toBe('recipients-not-agreed');

    // Not by the device alone: the service has to want it still.
    expect(outcome(await anna.answer(library, connection, { asked: [toRead] }))).toBe('consent-not-possible');
    const request = { sub: connection.id, sid: 'once-more', permissions: [toRead] };
    mustBe(201, await library.send('PERMISSION_REQUEST', request));
    mustBe(201, await anna.answer(library, connection, { asked: [toRead], sid: 'once-more' }));
    expect(await library.readContent(connection, toRead)).toEqual(card);
  });

  test('an ended connection allows nothing; a new one has a new id, and the service finds its data', async () => {
    const anna = await TestPerson.registered(operator);
    const asked = [library.toRead('card'), library.toWrite('card')];
    const first = await anna.connect(library, asked);
    mustBe(200, await library.write(first, 'card', card));
    const ended = await anna.send('DELETE_CONSENT', { sub: first.id });
    expect([ended.status, ended.body]).toEqual([200, { ended: true, remaining: [] }]);

    const [read] = asked;
    expect(outcome(await library.send('DATA_READ_REQUEST', { sub: first.id }))).toBe('connection-unknown');
    expect(outcome(await library.write(first, 'card', card))).toBe('connection-unknown');
    expect(outcome(await anna.logIn(library, first))).toBe('connection-unknown');
    expect(outcome(await anna.send('DELETE_CONSENT', { sub: first.id }))).toBe('connection-unknown');
    const second = await anna.connect(library, asked);
    expect(second.id).not.toBe(first.id);
    expect(await library.readContent(second, { domain: library.clientId, area: read?.area ?? '' })).toEqual(card);
  });

  test('an old phone ends a connection, too', async () => {
    const [old, key] = [await TestPerson.at(operator), await generateRsaKey('sig')];
    const rsa = { ...key, e: 'AQAB' } as const;
    mustBe(201, await operator.send(await old.sign('ACCOUNT_REGISTRATION', { pds: { provider: 'memory' } }, rsa)));
    const sub = randomUUID();
    const connection = { iss: 'egendata://account', aud: library.clientId, sid: 'qr', sub };
    const payload = await signWire('CONNECTION', connection, rsa, { jwk: true });
    mustBe(201, await operator.send(await old.sign('CONNECTION_RESPONSE', { payload }, rsa)));
    mustBe(200, await operator.send(await old.sign('DELETE_CONSENT', { sub }, rsa)));
    expect(outcome(await library.send('DATA_READ_REQUEST', { sub }))).toBe('connection-unknown');
  });

  test('only consent is taken back by a click; what rests on another basis stays, and is named', async () => {
    const anna = await TestPerson.registered(operator);
    const asked = lawfulBases.map((lawfulBasis) =>
      library.toRead(lawfulBasis.toLowerCase(), { lawfulBasis, ground: `The law about ${lawfulBasis}` }),
    );
    const connection = await anna.connect(library, asked);
    const others = asked.slice(1);
    for (const { id, lawfulBasis, ground } of others) {
      const refused = await anna.send('DELETE_CONSENT', { sub: connection.id, permissions: [id] });
      expect([refused.status, outcome(refused)]).toEqual([403, 'basis-not-consent']);
      expect(refused.body.error).toMatchObject({ details: { permission: id, lawfulBasis, ground } });
    }
    // All or none: the consent beside it stands.
    const both = asked.slice(0, 2).map(({ id }) => id);
    expect(outcome(await anna.send('DELETE_CONSENT', { sub: connection.id, permissions: both }))).toBe(
      'basis-not-consent',
    );
    expect(await library.read(connection)).toHaveLength(6);

    const answer = mustBe(200, await anna.send('DELETE_CONSENT', { sub: connection.id }));
    const remaining = others.map(({ id, lawfulBasis, ground }) => ({ id, lawfulBasis, ground }));
    expect(answer.body['ended']).toBe(false);
    expect(answer.body['remaining']).toEqual(expect.arrayContaining(remaining));
    const readable = (await library.read(connection)).filter(({ error }) => error === undefined);
    const areas = readable.map(({ area }) => area);
    expect(areas.toSorted()).toEqual(others.map(({ area }) => area).toSorted());
  });

  test('a permission for one time is used once, also when two ask at the same moment', async () => {
    const anna = await TestPerson.registered(operator);
    const once = library.toRead('card', { frequency: 'ONE_TIME' });
    const connection = await anna.connect(library, [once]);
    const reads = Array.from({ length: 6 }, () =>
      library.send('DATA_READ_REQUEST', { sub: connection.id, paths: [{ domain: once.domain, area: once.area }] }),
    );
    const outcomes = (await Promise.all(reads)).map(outcome).toSorted();
    expect(outcomes).toEqual(['accepted', ...Array.from({ length: 5 }, () => 'consent-missing')]);
    // It is over for good: neither the person nor the service brings it back.
    const request = { sub: connection.id, sid: 'again', permissions: [once] };
    expect(outcome(await library.send('PERMISSION_REQUEST', request))).toBe('consent-not-possible');
    expect(outcome(await anna.answer(library, connection, { asked: [once] }))).toBe('consent-not-possible');
  });

  test('twice a month is twice in each month', async () => {
    itIs('2027-01-30T12:00:00Z');
    const anna = await TestPerson.registered(operator);
    const connection = await anna.connect(library, [library.toRead('card', { frequency: { per: 'MONTH', times: 2 } })]);
    const read = async (): Promise<string> => outcome(await library.send('DATA_READ_REQUEST', { sub: connection.id }));
    expect([await read(), await read(), await read()]).toEqual(['accepted', 'accepted', 'consent-missing']);
    itIs('2027-02-01T00:00:00Z');
    expect([await read(), await read(), await read()]).toEqual(['accepted', 'accepted', 'consent-missing']);
  });

  test('a permission that has expired allows nothing, and is not made good again', async () => {
    itIs('2027-03-01T12:00:00Z');
    const anna = await TestPerson.registered(operator);
    const expires = Date.parse('2027-03-02T00:00:00Z') / 1000;
    const asked = [library.toRead('card', { expires }), library.toWrite('card', { expires })];
    const connection = await anna.connect(library, asked);
    mustBe(200, await library.write(connection, 'card', card));
    itIs('2027-03-02T00:00:00Z');
    const refused = await library.send('DATA_READ_REQUEST', { sub: connection.id });
    expect([outcome(refused), refused.body.error?.message]).toEqual(['consent-missing', 'The permission has expired.']);
    expect(outcome(await library.write(connection, 'card', card))).toBe('consent-missing');
    const request = {
      sub: connection.id,
      sid: 'longer',
      permissions: [library.toRead('card', { id: asked[0]?.id ?? '' })],
    };
    expect(outcome(await library.send('PERMISSION_REQUEST', request))).toBe('consent-not-possible');
  });

  test('a connection without any permission is fine; what is needed is asked for later', async () => {
    const anna = await TestPerson.registered(operator);
    const connection = await anna.connect(library);
    mustBe(200, await anna.logIn(library, connection));
    expect(outcome(await library.send('DATA_READ_REQUEST', { sub: connection.id }))).toBe('consent-missing');

    const permissions = [library.toRead('card'), library.toWrite('card')];
    const request = await library.sign('PERMISSION_REQUEST', { sub: connection.id, sid: 'later', permissions });
    mustBe(201, await operator.send(request));
    const waiting = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(waiting.requests).toMatchObject([{ connection: connection.id, jws: request }]);
    mustBe(201, await anna.answer(library, connection, { asked: permissions, sid: 'later' }));
    expect((await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE')).requests).toEqual([]);
    mustBe(200, await library.write(connection, 'card', card));
    expect(await library.readContent(connection, { domain: library.clientId, area: 'card' })).toEqual(card);
  });

  test('a request is refused with what would mend it', async () => {
    const anna = await TestPerson.registered(operator);
    const connection = await anna.connect(library);
    const permissions = [library.toRead('card')];
    const nowhere = await library.send('PERMISSION_REQUEST', { sid: 's', permissions });
    expect([nowhere.status, nowhere.body.error?.mend]).toEqual([400, expect.stringContaining('connection as sub')]);
    const foreign = await pool.send('PERMISSION_REQUEST', { sub: connection.id, sid: 's', permissions });
    expect(outcome(foreign)).toBe('connection-unknown');
    const thefts = { jwk: { ...library.readKey, kid: anna.dataKey.kid, d: undefined } };
    const posing = { sub: connection.id, sid: 's', permissions: [library.toRead('card', thefts)] };
    expect(outcome(await library.send('PERMISSION_REQUEST', posing))).toBe('key-invalid');
    expect(outcome(await anna.answer(library, connection, { asked: posing.permissions }))).toBe(
      'recipients-not-agreed',
    );
    const odd = { sub: connection.id, sid: 's', permissions: [library.toRead('card', { purpose: 'a \u0000 b' })] };
    expect(outcome(await library.send('PERMISSION_REQUEST', odd))).toBe('block-malformed');

    // Twenty may wait; a newer one takes the place of an older one with its sid.
    const ask = async (sid: string): Promise<string> =>
      outcome(await library.send('PERMISSION_REQUEST', { sub: connection.id, sid, permissions }));
    const sids = Array.from({ length: 20 }, (_, index) => `request ${index}`);
    expect(new Set(await Promise.all(sids.map(ask)))).toEqual(new Set(['status 201']));
    expect(await ask('one more')).toBe('requests-unanswered');
    expect(await ask('request 7')).toBe('status 201');
  });

  test('a promised form stands in the permission, for both sides to see', async () => {
    const anna = await TestPerson.registered(operator);
    const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    const connection = await anna.connect(library, [library.toWrite('card', { schema })]);
    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(account.connections[0]?.permissions).toMatchObject([{ schema, state: 'active' }]);

    const { payload } = await library.ask(
      'CONNECTION_READ_REQUEST',
      { sub: connection.id },
      'CONNECTION_READ_RESPONSE',
    );
    const agreed = await verifyWireEmbedded('CONNECTION', readWire(payload), { audience: [library.clientId] });
    expect(agreed.payload.permissions?.approved).toMatchObject([{ schema }]);
    expect(agreed.key.kid).toBe(anna.key.kid);
    expect(outcome(await pool.send('CONNECTION_READ_REQUEST', { sub: connection.id }))).toBe('connection-unknown');
  });

  test('once only: a service reads what another one wrote, as soon as the person agrees, and knows who said it', async () => {
    const anna = await TestPerson.registered(operator);
    const toWrite = library.toWrite('card');
    const atLibrary = await anna.connect(library, [toWrite]);
    mustBe(200, await library.write(atLibrary, 'card', card));

    const place = { domain: library.clientId, area: 'card' };
    const toRead = pool.toRead('card', { domain: library.clientId });
    const atPool = await anna.connect(pool, [], [toRead]);
    expect(outcome(await pool.send('DATA_READ_REQUEST', { sub: atPool.id, paths: [place] }))).toBe('consent-missing');
    mustBe(201, await anna.answer(pool, atPool, { asked: [toRead] }));
    // Agreed, but the operator cannot add the reader: only the person's device can.
    expect(await pool.read(atPool, place)).toMatchObject([{ error: { code: 'recipient-missing' } }]);
    await letIn(anna, atPool, place, pool.readKey);
    expect(await pool.readContent(atPool, place)).toEqual(card);

    // The library learns of the reader, and writes for it, too.
    mustBe(201, await anna.answer(library, atLibrary, { asked: [toWrite] }));
    mustBe(200, await library.write(atLibrary, 'card', { ...card, until: 2028 }));
    const [found] = await pool.read(atPool, place);
    expect(found?.data?.recipients).toHaveLength(1);
    if (found?.data === undefined) throw new Error('Nothing was found.');
    const opened = await pool.open(found.data);
    expect(opened).toMatchObject({ content: { until: 2028 }, header: { iss: library.clientId, acc: atPool.acc } });
  });

  test('a reader whose one time is over does not keep the writer from writing, and reads no more', async () => {
    const anna = await TestPerson.registered(operator);
    const place = { domain: library.clientId, area: 'card' };
    const toWrite = library.toWrite('card');
    const toRead = pool.toRead('card', { domain: library.clientId, frequency: 'ONE_TIME' });
    const atPool = await anna.connect(pool, [toRead]);
    const atLibrary = await anna.connect(library, [toWrite]);
    mustBe(200, await library.write(atLibrary, 'card', card));
    expect(await pool.readContent(atPool, place)).toEqual(card);
    // The library has not been told yet that the pool's permission is over.
    mustBe(200, await library.write(atLibrary, 'card', { ...card, until: 2028 }));
    const { paths } = await anna.ask('DOCUMENT_READ_REQUEST', { paths: [place] }, 'DOCUMENT_READ_RESPONSE');
    expect(paths[0]?.data?.recipients.map(({ header }) => header.kid)).toEqual([anna.dataKey.kid]);
    expect(outcome(await pool.send('DATA_READ_REQUEST', { sub: atPool.id, paths: [place] }))).toBe('consent-missing');
  });

  test('a withdrawal counts at once, also for a write that is under way', async () => {
    await using store = await slowStore();
    const anna = await TestPerson.registered(operator, store.options);
    const toWrite = library.toWrite('card');
    const connection = await anna.connect(library, [toWrite]);
    mustBe(200, await library.write(connection, 'card', card));

    const arrived = store.holdNextFile();
    const writing = library.write(connection, 'card', { ...card, until: 2099 });
    const letGo = await arrived;
    // Already found good, and not yet in the records.
    mustBe(200, await anna.send('DELETE_CONSENT', { sub: connection.id, permissions: [toWrite.id] }));
    letGo();
    const refused = await writing;
    expect([outcome(refused), refused.body.error?.message]).toEqual([
      'consent-missing',
      'The person has withdrawn the consent.',
    ]);
    expect(await store.files(anna.id)).toHaveLength(1);
    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(account.documents).toMatchObject([{ area: 'card' }]);
  });
});
