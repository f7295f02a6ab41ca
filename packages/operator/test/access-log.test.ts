import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import {
  readWire,
  toPublicWireKey,
  verifyAccessLog,
  verifyWire,
  type AccessLogEntry,
  type Path,
  type PrivateKey,
} from '@posthorn/protocol';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { releaseDelayed } from '../src/access-log/delayed.ts';
import { openDatabase } from '../src/database/open.ts';
import { mustBe, TestDataAgency, TestPerson, type TestConnection } from './own-peers.ts';
import { engines, outcome, publicUrl, startTestOperator, type Engine, type TestOperator } from './story.ts';

const police = 'https://police.example';
const delayAuthorities = new Set([police]);

/** The person's device fetches what it does not have yet, page by page. */
async function readLog(person: TestPerson, after = 0): Promise<AccessLogEntry[]> {
  const { entries, more } = await person.ask('ACCESS_LOG_READ_REQUEST', { after }, 'ACCESS_LOG_READ_RESPONSE');
  return more ? [...entries, ...(await readLog(person, after + entries.length))] : entries;
}

/** The same, and nothing is missing in it. */
async function readWholeLog(person: TestPerson): Promise<AccessLogEntry[]> {
  const entries = await readLog(person);
  const { log } = await person.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
  expect(await verifyAccessLog(entries)).toEqual({ seq: log.seq, hash: log.head });
  return entries;
}

/** Only who holds this key can have said what stands in the entry. */
async function proves({ jws = '', evidence }: AccessLogEntry, key: PrivateKey): Promise<boolean> {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  if (header === '') return signedDigest(signature, evidence, key);
  const message = readWire(jws);
  await verifyWire(message.type, message, toPublicWireKey(key), { audience: [publicUrl] });
  return createHash('sha256').update(`${header}.${payload}`).digest('hex') === evidence;
}

/** ECDSA signs a digest (FIPS 186-5): that of a deleted message still shows who signed it. */
function signedDigest(signature: string, digest: string, { x, y }: PrivateKey): boolean {
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const bytes = new Uint8Array(Buffer.from(signature, 'base64url'));
  return p256.verify(bytes, Uint8Array.from(Buffer.from(digest, 'hex')), point, { prehash: false, lowS: false });
}

function inShort({ action, actor, outcome: how }: AccessLogEntry): string {
  return `${actor.replace(/^egendata:.*/, 'me').replace(/^https:..(.*).example$/, '$1')}: ${action}, ${how}`;
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
  let library: TestDataAgency;
  let pool: TestDataAgency;

  beforeAll(async () => {
    operator = await startTestOperator(await engine[kind].emptyDatabase(), { delayAuthorities });
    library = await TestDataAgency.registered(operator, 'library');
    pool = await TestDataAgency.registered(operator, 'pool');
  });
  afterAll(() => operator[Symbol.asyncDispose]());
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a person sees who did what and why, and who was refused, each proven by the signed request', async () => {
    const anna = await TestPerson.registered(operator);
    const toRead = library.toRead('card', { lawfulBasis: 'CONTRACT', ground: 'The lending rules, section 3' });
    const toWrite = library.toWrite('card');
    const connection = await anna.connect(library, [toRead, toWrite], [library.toRead('loans')]);
    mustBe(200, await anna.logIn(library, connection));
    mustBe(200, await library.write(connection, 'card', 'a very private matter'));
    await library.read(connection, { domain: library.clientId, area: 'card' });
    const loans = { sub: connection.id, paths: [{ domain: library.clientId, area: 'loans' }] };
    expect(outcome(await library.send('DATA_READ_REQUEST', loans))).toBe('consent-missing');
    expect(outcome(await library.write(connection, 'loans', 'two', [anna.dataKey]))).toBe('consent-missing');
    // Somebody else's connection.
    expect(outcome(await pool.send('DATA_READ_REQUEST', { sub: connection.id }))).toBe('connection-unknown');
    mustBe(201, await library.send('PERMISSION_REQUEST', { sub: connection.id, sid: 's', permissions: [toRead] }));
    mustBe(200, await anna.send('DOCUMENT_DELETE', { paths: [{ domain: library.clientId, area: 'card' }] }));
    mustBe(200, await anna.send('DELETE_CONSENT', { sub: connection.id, permissions: [toWrite.id] }));

    const entries = await readWholeLog(anna);
    expect(entries.map(inShort)).toEqual([
      'me: account, done',
      'me: connect, done',
      'me: grant, done',
      'me: denial, done',
      'me: login, done',
      'library: write, done',
      'library: read, done',
      'library: read, consent-missing',
      'library: write, consent-missing',
      'pool: read, connection-unknown',
      'library: request, done',
      'me: deletion, done',
      'me: withdrawal, done',
    ]);
    const { id, purpose, ground } = toRead;
    expect(entries[6]?.about).toMatchObject({
      connection: connection.id,
      paths: [{ domain: library.clientId, area: 'card' }],
      permissions: [{ id, lawfulBasis: 'CONTRACT', purpose, ground }],
    });
    const keys = new Map([library, pool].map(({ clientId, key }) => [clientId, key]));
    for (const entry of entries) expect(await proves(entry, keys.get(entry.actor) ?? anna.key)).toBe(true);
    // And nobody else's key proves it.
    for (const entry of entries)
      expect(await proves(entry, pool.key).catch(() => false)).toBe(entry.actor === pool.clientId);
    expect(entries.filter(({ jws }) => jws?.startsWith('..')).map(({ action }) => action)).toEqual([
      'account',
      'write',
      'write',
    ]);
  });

  test('nobody reads the log of somebody else', async () => {
    const [anna, ben] = [await TestPerson.registered(operator), await TestPerson.registered(operator)];
    const stolen = await anna.sign('ACCESS_LOG_READ_REQUEST', {}, ben.key);
    expect(outcome(await operator.send(stolen))).toBe('account-mismatch');
  });

  describe('a lawful delay', () => {
    let anna: TestPerson;
    let authority: TestDataAgency;
    let connection: TestConnection;

    /** Only the clock stands at that day of January 2027; everything else goes on as always. */
    function itIsDay(day: number, hours = 12): void {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2027, 0, day, hours) });
    }
    const until = (day: number): number => Date.UTC(2027, 0, day) / 1000;
    const delay = async (day: number): Promise<string> =>
      outcome(
        await authority.send('DISCLOSURE_DELAY', { sub: connection.id, until: until(day), ground: 'Order 12/27' }),
      );
    const look = (): Promise<unknown> => authority.read(connection);

    beforeAll(async () => {
      authority = await TestDataAgency.registered(operator, 'police');
    });
    async function openCase(): Promise<AccessLogEntry[]> {
      itIsDay(1);
      anna = await TestPerson.registered(operator);
      connection = await anna.connect(authority, [authority.toRead('file', { lawfulBasis: 'PUBLIC_TASK' })]);
      return readWholeLog(anna);
    }

    test('is told when it is over, with everything that was looked at, and when', async () => {
      const before = await openCase();
      const atLibrary = await anna.connect(library, [library.toRead('card')]);
      expect(await delay(31)).toBe('status 201');
      itIsDay(2);
      await look();
      await library.read(atLibrary);
      itIsDay(30);
      await look();

      // Meanwhile the log is whole, and says all but that.
      const meanwhile = (await readWholeLog(anna)).slice(before.length);
      expect(meanwhile.map(inShort)).toEqual(['me: connect, done', 'me: grant, done', 'library: read, done']);

      itIsDay(31);
      const after = (await readWholeLog(anna)).slice(before.length + meanwhile.length);
      expect(after.map(inShort)).toEqual(['police: delay, done', 'police: read, done', 'police: read, done']);
      expect(after.map(({ at }) => new Date(at * 1000).getUTCDate())).toEqual([1, 2, 30]);
      expect(after[0]?.about).toEqual({ connection: connection.id, until: until(31), ground: 'Order 12/27' });
      for (const entry of after) {
        vi.setSystemTime(entry.at * 1000);
        expect(await proves(entry, authority.key)).toBe(true);
      }

      itIsDay(32);
      await look();
      expect(inShort((await readWholeLog(anna)).at(-1) as AccessLogEntry)).toBe('police: read, done');
    });

    test('is refused to everybody who is not on the list, for too long, and elsewhere; and the person sees that', async () => {
      const before = await openCase();
      const atLibrary = await anna.connect(library);
      const ground = 'We would rather not';
      const uninvited = await library.send('DISCLOSURE_DELAY', { sub: atLibrary.id, until: until(20), ground });
      expect([uninvited.status, outcome(uninvited)]).toEqual([403, 'delay-not-allowed']);
      expect(await delay(1 + 181)).toBe('delay-not-allowed');
      const elsewhere = await authority.send('DISCLOSURE_DELAY', { sub: atLibrary.id, until: until(20), ground });
      expect(outcome(elsewhere)).toBe('connection-unknown');
      await look();
      expect((await readWholeLog(anna)).slice(before.length + 1).map(inShort)).toEqual([
        'library: delay, delay-not-allowed',
        'police: delay, delay-not-allowed',
        'police: delay, connection-unknown',
        'police: read, done',
      ]);
    });

    test('may be prolonged, but nothing is kept back for more than 180 days; and it may be ended early', async () => {
      const before = await openCase();
      expect(await delay(150)).toBe('status 201');
      itIsDay(2);
      await look();
      itIsDay(140);
      expect(await delay(300)).toBe('status 201');
      await look();
      itIsDay(182, 13);
      const first = (await readWholeLog(anna)).slice(before.length);
      expect(first.map(inShort)).toEqual(['police: delay, done', 'police: read, done']);
      expect(await delay(182)).toBe('status 201');
      const rest = (await readWholeLog(anna)).slice(before.length + first.length);
      expect(rest.map(inShort)).toEqual(['police: delay, done', 'police: read, done', 'police: delay, done']);
      await look();
      expect(inShort((await readWholeLog(anna)).at(-1) as AccessLogEntry)).toBe('police: read, done');
    });

    test('holds when the connection is ended meanwhile', async () => {
      const before = await openCase();
      expect(await delay(31)).toBe('status 201');
      await look();
      const { approved } = connection;
      mustBe(200, await anna.send('DELETE_CONSENT', { sub: connection.id }));
      expect(approved).toHaveLength(1);
      expect((await readWholeLog(anna)).slice(before.length).map(inShort)).toEqual(['me: withdrawal, done']);
      itIsDay(31);
      expect((await readWholeLog(anna)).slice(before.length + 1).map(inShort)).toEqual([
        'police: delay, done',
        'police: read, done',
      ]);
    });
  });
});

describe('two operators on one database', () => {
  let operators: [TestOperator, TestOperator];
  let url: string;
  let database: pg.Client;
  let anna: TestPerson;
  let library: TestDataAgency;
  let connection: TestConnection;

  beforeAll(async () => {
    const config = await engine.PostgreSQL.emptyDatabase();
    url = config.kind === 'postgres' ? config.url : '';
    operators = [await startTestOperator(config), await startTestOperator(config, { delayAuthorities })];
    database = new pg.Client({ connectionString: url });
    await database.connect();
    const [one] = operators;
    anna = await TestPerson.registered(one);
    library = await TestDataAgency.registered(one, 'library');
    connection = await anna.connect(library, [library.toRead('card'), library.toWrite('card')]);
  });
  afterAll(async () => {
    await database.end();
    for (const operator of operators) await operator[Symbol.asyncDispose]();
  });

  test('write one chain, whatever they do at the same time', async () => {
    const place = (index: number): Path => ({ domain: library.clientId, area: index % 3 === 0 ? 'loans' : 'card' });
    const messages = Array.from({ length: 204 }, (_, index) =>
      index % 12 === 1
        ? library.sign('PERMISSION_REQUEST', { sub: connection.id, sid: 's', permissions: [library.toRead('loans')] })
        : library.sign('DATA_READ_REQUEST', { sub: connection.id, paths: [place(index)] }),
    );
    const sent = await Promise.all(messages);
    const answers = await Promise.all(sent.map((jws, index) => operators[index % 2 === 0 ? 0 : 1].send(jws)));
    const outcomes = Map.groupBy(answers, outcome);
    expect([...outcomes].map(([name, { length }]) => `${name}: ${length}`).toSorted()).toEqual([
      'accepted: 119',
      'consent-missing: 68',
      'status 201: 17',
    ]);

    const entries = await readWholeLog(anna);
    expect(entries).toHaveLength(3 + 204);
    const said = Map.groupBy(entries.slice(3), inShort);
    expect(said.get('library: read, done')).toHaveLength(119);
    expect(said.get('library: read, consent-missing')).toHaveLength(68);
    expect(said.get('library: request, done')).toHaveLength(17);
  });

  test('release what was delayed once, however many of them do it, before anybody asks', async () => {
    const authority = await TestDataAgency.registered(operators[1], 'police');
    const ben = await TestPerson.registered(operators[0]);
    const toAuthority = await ben.connect(authority, [authority.toRead('file')]);
    const until = Math.floor(Date.now() / 1000) - 1;
    mustBe(201, await authority.send('DISCLOSURE_DELAY', { sub: toAuthority.id, until, ground: 'Order 12/27' }));
    const { database: same, close } = await openDatabase({ kind: 'postgres', url });
    await Promise.all([releaseDelayed({ database: same }), releaseDelayed({ database: same })]);
    const { rows } = await database.query('select action from access_log where account_id = $1 order by seq', [ben.id]);
    expect(rows.map(({ action }: { action: string }) => action)).toEqual(['account', 'connect', 'grant', 'delay']);
    await close();
  });

  describe('who has the database cannot', () => {
    const breakIn: Record<string, (last: number) => string[]> = {
      'change an entry': () => [`update access_log set actor = 'https://nobody.example' where seq = 5`],
      'change what an entry is about': () => [`update access_log set about = about || '{"paths":[]}' where seq = 5`],
      'move an entry to another time': () => [`update access_log set at = at - 1 where seq = 5`],
      'take an entry out': () => [`delete from access_log where seq = 5`],
      'take an entry out and close the gap': () => [
        'delete from access_log where seq = 5',
        'update access_log set seq = 1 - seq where seq > 5',
        'update access_log set seq = -seq where seq < 0',
      ],
      'exchange two entries': () => [
        'update access_log set seq = -5 where seq = 5',
        'update access_log set seq = 5 where seq = 6',
        'update access_log set seq = 6 where seq = -5',
      ],
      'cut the end off': (last) => [`delete from access_log where seq > ${last - 3}`],
    };

    test.each(Object.entries(breakIn))('%s, and nobody notices', async (_, statements) => {
      const { log } = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
      await using after = new AsyncDisposableStack();
      after.defer(await breakInto(statements(log.seq)));
      // Somebody reads once more, so that there is an entry after the end.
      await library.send('DATA_READ_REQUEST', { sub: connection.id });
      await expect(verifyAccessLog(await readLog(anna))).rejects.toMatchObject({ code: 'access-log-broken' });
    });

    test('make up another past for a device that remembers the end of what it has seen', async () => {
      const seen = await verifyAccessLog(await readLog(anna));
      const cut = [
        `update accounts set log_seq = log_seq - 1, log_head = log_previous where id = '${anna.id}'`,
        `delete from access_log where account_id = '${anna.id}' and seq = ${seen.seq}`,
      ];
      await using after = new AsyncDisposableStack();
      after.defer(await breakInto(cut));
      // Whole in itself; only the device knows better.
      await expect(verifyAccessLog(await readLog(anna))).resolves.toMatchObject({ seq: seen.seq - 1 });
      for (const _ of [1, 2]) await library.send('DATA_READ_REQUEST', { sub: connection.id });
      await expect(verifyAccessLog(await readLog(anna, seen.seq), seen)).rejects.toMatchObject({
        code: 'access-log-broken',
      });
    });

    /** Runs statements in the database as its owner could. @returns what makes everything as it was */
    async function breakInto(statements: string[]): Promise<() => Promise<void>> {
      await database.query('create table kept_log as select * from access_log');
      await database.query('create table kept_accounts as select id, log_seq, log_head, log_previous from accounts');
      for (const statement of statements) await database.query(statement);
      return async () => {
        await database.query('delete from access_log');
        await database.query('insert into access_log select * from kept_log');
        await database.query(
          'update accounts a set log_seq = k.log_seq, log_head = k.log_head, log_previous = k.log_previous from kept_accounts k where k.id = a.id',
        );
        await database.query('drop table kept_log, kept_accounts');
      };
    }
  });
});
