import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { town } from './shared-town.ts';

let database: pg.Client;

beforeAll(async () => {
  const { records } = town;
  database = new pg.Client({ connectionString: records.kind === 'postgres' ? records.url : '' });
  await database.connect();
});
afterAll(() => database.end());

test('fault 16: an answer says nothing of the inside', async () => {
  const { library, anna } = town;
  const strange = ["'; drop table accounts; --", '\u0000', 'no-uuid', '%s', '{}', 'a'.repeat(5000)];
  for (const text of strange) {
    const messages = [
      await library.sign({ type: 'DATA_READ_REQUEST', sub: text }),
      await library.sign({
        type: 'DATA_READ_REQUEST',
        sub: crypto.randomUUID(),
        paths: [{ domain: text, area: text }],
      }),
      await anna.sign({ type: 'DELETE_CONSENT', sub: text }),
      await anna.sign({ type: 'ACCOUNT_READ_REQUEST', iss: `egendata://account/${text}` }),
      await library.sign({ type: 'DATA_READ_REQUEST', iss: text, sub: crypto.randomUUID() }),
    ];
    for (const jws of messages) {
      const answer = await town.send(jws);
      expect([answer.status, Object.keys(JSON.parse(answer.text).error)]).toEqual([
        expect.toSatisfy((status: number) => status >= 400 && status < 500),
        expect.arrayContaining(['code', 'message', 'mend']),
      ]);
      expect(answer.text).not.toMatch(/select |insert |syntax|relation|postgres|kysely|node_modules|\.ts:/i);
    }
  }
});

test('fault 16: the credentials of a store are sealed in the database', async () => {
  const person = await town.newcomer({ provider: 'memory', access_token: 'canary-token' });
  const { rows: tables } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  let everything = '';
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select t::text as row from "${name}" as t`);
    everything += rows.map(({ row }) => row).join('\n');
  }
  expect(everything).toContain(person.account.slice('egendata://account/'.length));
  expect(everything).not.toContain('canary');
  expect(everything).not.toContain(Buffer.from('canary-token').toString('hex'));
  for (const operator of town.world.operators) expect(operator.log()).not.toContain('canary');
});

test('fault 16: many readers at once share few database connections', async () => {
  const { library, anna } = town;
  const connection = await town.visit(library, anna);
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Anna' } });
  const requests = await Promise.all(
    Array.from({ length: 60 }, () => library.sign({ type: 'DATA_READ_REQUEST', sub: connection })),
  );
  const answers = await Promise.all(requests.map((jws) => town.send(jws)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from pg_stat_activity where datname = current_database()',
  );
  expect(rows[0]?.count).toBeLessThan(30);
});

test('fault 16: an event that a service could not take comes again', async () => {
  const { library, anna } = town;
  const connection = await town.visit(library, anna);
  const page = await library.openSignInPage();
  library.hearing = 'failing';
  await anna.logIn(page.url, connection);
  expect(await library.pollSignInPage(page.id)).toBeNull();
  library.hearing = 'good';
  expect(await library.untilSignedIn(page.id)).toBe(connection);
});
