import { randomUUID } from 'node:crypto';
import { signWire, verifyAccessLog, type Path } from '@posthorn/protocol';
import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpenedOperator } from '../opened-operator.ts';
import { mustBe, TestDataAgency, TestPerson } from '../own-peers.ts';
import { outcome } from '../story.ts';
import { operators } from './shared-operators.ts';

const rex = { name: 'Rex' };

/** Names of all tables in which some text stands anywhere. */
async function tablesWith(text: string, { context: { database } }: OpenedOperator): Promise<string[]> {
  const tables = await database.introspection.getTables();
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql`select 1 from ${sql.table(name)} as r where strpos(r::text, ${text}) > 0`.execute(
        database,
      );
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat().toSorted();
}

describe.each(['PGlite', 'PostgreSQL'] as const)('with %s', (kind) => {
  let operator: OpenedOperator;
  let kiel: TestDataAgency;
  const dog: Path = { domain: 'https://eutin.example', area: 'dog' };

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());
  beforeAll(async () => {
    operator = operators[kind];
    kiel = await TestDataAgency.registered(operator, 'eutin');
  });

  test('a person sees all that the operator knows of the account, and states as they are now', async () => {
    const anna = await TestPerson.registered(operator);
    const inAMinute = Math.floor(Date.now() / 1000) + 60;
    const asked = [kiel.toRead('dog', { expires: inAMinute }), kiel.toWrite('dog'), kiel.toWrite('boat')];
    const inKiel = await anna.connect(kiel, asked.slice(0, 2), asked.slice(2));
    mustBe(200, await kiel.write(inKiel, 'dog', rex));
    const later = kiel.toRead('boat');
    mustBe(201, await kiel.send('PERMISSION_REQUEST', { sub: inKiel.id, sid: 'later', permissions: [later] }));
    vi.setSystemTime(Date.now() + 61_000);

    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(account).toMatchObject({ sub: anna.account, store: { provider: 'memory' } });
    expect(account.move).toBeUndefined();
    expect(account.connections).toMatchObject([
      { id: inKiel.id, service: { clientId: kiel.clientId, displayName: 'Stadt Kiel' } },
    ]);
    const states = account.connections[0]?.permissions.map(({ id, state }) => [id, state]) ?? [];
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        [asked[0]?.id, 'expired'],
        [asked[1]?.id, 'active'],
        [asked[2]?.id, 'denied'],
      ]),
    );
    expect(account.requests).toMatchObject([{ connection: inKiel.id, jws: expect.stringContaining('.') }]);
    expect(account.documents).toMatchObject([{ ...dog, writer: kiel.clientId, readers: expect.any(Array) }]);
    const { entries } = await anna.ask('ACCESS_LOG_READ_REQUEST', {}, 'ACCESS_LOG_READ_RESPONSE');
    expect(await verifyAccessLog(entries)).toEqual({ seq: account.log.seq, hash: account.log.head });
    const ben = await TestPerson.registered(operator);
    const empty = await ben.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(empty).toMatchObject({ connections: [], requests: [], documents: [] });
  });

  test('a service’s endless requests do not hide what others ask', async () => {
    const anna = await TestPerson.registered(operator);
    const inKiel = await anna.connect(kiel);
    const forest = await TestDataAgency.registered(operator, 'meadow');
    const inForest = await anna.connect(forest);
    const endless = Array.from({ length: 100 }, () => kiel.toWrite('dog', { description: 'x'.repeat(2_000) }));
    const answers = await Promise.all(
      'a b c d e f g h i'
        .split(' ')
        .map((sid) => kiel.send('PERMISSION_REQUEST', { sub: inKiel.id, sid, permissions: endless })),
    );
    const short = { sub: inForest.id, sid: 'short', permissions: [forest.toRead('tree')] };
    mustBe(201, await forest.send('PERMISSION_REQUEST', short));
    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(account.requests.map(({ connection }) => connection)).toContain(inForest.id);
    // What is left out comes when others are answered.
    expect(account.requests.length).toBeLessThan(answers.length);
  });

  test('an account has further keys, which its first key alone can name', async () => {
    const anna = await TestPerson.registered(operator);
    const inKiel = await anna.connect(kiel);
    const { signing } = await anna.addOldKeys();
    const login = { iss: 'egendata://account', aud: kiel.clientId, sid: randomUUID(), sub: inKiel.id };
    const nested = { payload: await signWire('LOGIN', login, signing, { jwk: true }) };
    mustBe(200, await anna.send('LOGIN_RESPONSE', nested));
    const takeOver = await anna.sign('ACCOUNT_KEYS', { keys: [] }, signing);
    expect(outcome(await operator.send(takeOver))).toBe('account-mismatch');

    // A key that is not named any more does not count any more.
    mustBe(200, await anna.send('ACCOUNT_KEYS', { keys: [] }));
    expect(outcome(await anna.send('LOGIN_RESPONSE', nested))).toBe('account-mismatch');
  });

  test('a deleted account leaves nothing but its id, which nobody is given again', async () => {
    const anna = await TestPerson.registered(operator);
    const inKiel = await anna.connect(kiel, [kiel.toRead('dog'), kiel.toWrite('dog')]);
    mustBe(200, await kiel.write(inKiel, 'dog', rex));
    const later = [kiel.toRead('boat')];
    mustBe(201, await kiel.send('PERMISSION_REQUEST', { sub: inKiel.id, sid: 'later', permissions: later }));
    const ben = await TestPerson.registered(operator);
    const withBen = await ben.connect(kiel, [kiel.toRead('dog'), kiel.toWrite('dog')]);
    mustBe(200, await kiel.write(withBen, 'dog', rex));
    expect(await tablesWith(anna.id, operator)).toContain('access_log');

    const deletion = await anna.sign('ACCOUNT_DELETION', {});
    expect(mustBe(200, await operator.send(deletion)).body).toEqual({ deleted: anna.account });
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual([]);
    // Its folder goes last, when nobody can be writing into it any more.
    expect(await tablesWith(anna.id, operator)).toEqual(['accounts', 'discarded_files']);
    await operator.tidyUp();
    expect(await tablesWith(anna.id, operator)).toEqual(['accounts']);
    for (const trace of [inKiel.id, anna.key.x, anna.dataKey.kid])
      expect(await tablesWith(trace, operator)).toEqual([]);

    expect(outcome(await kiel.send('DATA_READ_REQUEST', { sub: inKiel.id, paths: [dog] }))).toBe('connection-unknown');
    expect(outcome(await kiel.write(inKiel, 'dog', rex))).toBe('connection-unknown');
    expect(outcome(await operator.send(deletion))).toBe('account-unknown');
    expect(outcome(await anna.send('ACCOUNT_READ_REQUEST', {}))).toBe('account-unknown');
    expect(outcome(await anna.register({ provider: 'memory' }))).toBe('account-taken');
    expect(await tablesWith(anna.id, operator)).toEqual(['accounts']);
    expect(await kiel.readContent(withBen, dog)).toEqual(rex);
  });

  test('services that are writing while an account is deleted leave nothing behind', async () => {
    const anna = await TestPerson.registered(operator);
    const inKiel = await anna.connect(kiel, [kiel.toRead('dog'), kiel.toWrite('dog')]);
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => kiel.write(inKiel, 'dog', rex)),
      anna.send('ACCOUNT_DELETION', {}),
      anna.connect(kiel).then(
        () => undefined,
        () => undefined,
      ),
      ...Array.from({ length: 5 }, () => kiel.write(inKiel, 'dog', rex)),
    ]);
    const codes = new Set(answers.flatMap((answer) => (answer === undefined ? [] : [outcome(answer)])));
    const possible = ['accepted', 'connection-unknown', 'consent-missing', 'account-unknown'];
    expect([...codes].filter((code) => !possible.includes(code))).toEqual([]);
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual([]);
    expect(await tablesWith(anna.id, operator)).toEqual(['accounts', 'discarded_files']);
  });
});
