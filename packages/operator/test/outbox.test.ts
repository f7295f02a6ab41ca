import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/database/open.ts';
import type { Database } from '../src/database/schema.ts';
import { retryPause } from '../src/outbox/retry-pause.ts';
import { usualSettings } from '../src/outbox/settings.ts';
import { noRetries, openListener, quick, startOutbox } from './outbox-story.ts';
import { engines, type Engine } from './story.ts';

const program = path.join(import.meta.dirname, 'outbox-process.ts');
const nothing = { waiting: 0, retrying: 0, dead: 0 };

/** The events in messages, without the number of the attempt. */
function bodies(messages: string[]): string[] {
  return messages.map((message) => message.replace(/ #\d+$/, ''));
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix} ${n}`);
}

describe.each(['PGlite', 'PostgreSQL'] as const)('the outbox on %s', (name) => {
  let database: Database;
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    engine = await engines[name]();
    ({ database, close } = await openDatabase(await engine.emptyDatabase()));
  });
  beforeEach(() => database.deleteFrom('outbox_events').execute());
  afterAll(async () => {
    await close();
    await engine[Symbol.asyncDispose]();
  });

  test('an event exists with the transaction that caused it, and arrives before deliverNow resolves', async () => {
    await using service = await openListener();
    await using outbox = startOutbox(database);
    const undone = database.transaction().execute(async (transaction) => {
      await outbox.enqueue(transaction, service.event('undone'));
      throw new Error('The message was refused after all.');
    });
    await expect(undone).rejects.toThrow('refused after all');
    await outbox.send(service.event('done'));
    expect(service.messages).toEqual(['done #1']);
    expect(service.requests).toEqual([`POST 127.0.0.1:${service.port} /events`]);
    expect(await outbox.counts()).toEqual(nothing);
  });

  test('what a service does not take is tried again, signed anew each time, until it takes it', async () => {
    const answers = [500, 302, 404, null, 204];
    await using service = await openListener(() => answers.shift() ?? (answers.length === 0 ? 204 : null));
    await using outbox = startOutbox(database, { ...quick, firstTry: 500 });
    await outbox.send(service.event('event'));
    await service.until(({ length }) => length >= 5);
    expect(service.messages.slice(0, 5)).toEqual(['event #1', 'event #2', 'event #3', 'event #4', 'event #5']);
    expect(service.requests.filter((request) => request.includes('elsewhere'))).toEqual([]);
    await outbox[Symbol.asyncDispose]();
    expect(await outbox.counts()).toEqual(nothing);
  });

  test('an event that nobody tried in its request is delivered all the same', async () => {
    await using service = await openListener();
    await using outbox = startOutbox(database, { ...quick, reserve: 0 });
    await outbox.add(service.event('left behind'));
    await service.until(({ length }) => length > 0);
  });

  test('events of a connection come in their order, after whatever the next request brings', async () => {
    let isAway = true;
    await using service = await openListener((message) => (isAway && message.startsWith('agreed') ? 503 : 204));
    await using outbox = startOutbox(database, noRetries);
    const login = { type: 'LOGIN_EVENT', holdsLater: false };
    await outbox.send(service.event('agreed'));
    await outbox.send(service.event('changed'));
    await outbox.send(service.event('login', login));
    await outbox.send(service.event('of another connection', { connection: 'second' }));
    expect(service.messages).toEqual(['agreed #1', 'agreed #2', 'agreed #3', 'of another connection #1']);
    expect(await outbox.counts()).toEqual({ waiting: 2, retrying: 1, dead: 0 });
    isAway = false;
    await outbox.send(service.event('login again', login));
    // The first login is not worth holding up the second; it comes with the retries.
    expect(service.messages.slice(4)).toEqual(['agreed #4', 'changed #1', 'login again #1']);
  });

  test('a login that a service does not take is not in the way of the next', async () => {
    await using service = await openListener((message) => (message.startsWith('first') ? 400 : 204));
    await using outbox = startOutbox(database, noRetries);
    for (const body of ['first', 'second']) await outbox.send(service.event(body, { holdsLater: false }));
    expect(service.messages).toEqual(['first #1', 'second #1']);
  });

  test('many changes of one connection at once arrive each once, in their order, before their requests end', async () => {
    await using service = await openListener();
    await using outbox = startOutbox(database, noRetries);
    const changes = numbered('change', 10);
    const ids: number[] = [];
    for (const body of changes) ids.push(await outbox.add(service.event(body)));
    await Promise.all(ids.toReversed().map((id) => outbox.deliverNow(id)));
    expect(bodies(service.messages)).toEqual(changes);
  });

  test('a service that takes connections and never answers holds up nobody else, in requests and in retries', async () => {
    await using silent = await openListener(() => null);
    await using service = await openListener();
    const limits = { firstTries: { all: 8, perService: 2 }, retries: { all: 4, perService: 2 } };
    await using outbox = startOutbox(database, { ...quick, ...limits, reserve: 0 });
    let ended = 0;
    const stuck = numbered('stuck', 8).map(async (body) => {
      await outbox.send(silent.event(body, { connection: body }));
      ended += 1;
    });
    // Those whose requests wait for them are not retried, so the retries get some of their own.
    for (const body of numbered('stuck, too', 4)) await outbox.add(silent.event(body, { connection: body }));
    await silent.until(({ length }) => length === 4);
    // One is left to the retries, one has a request of its own.
    await outbox.add(service.event('left behind', { connection: 'first' }));
    await service.until(({ length }) => length > 0);
    await outbox.send(service.event('in its request', { connection: 'second' }));
    expect(bodies(service.messages)).toEqual(['left behind', 'in its request']);
    expect(ended).toBe(0);
    await silent[Symbol.asyncDispose]();
    await Promise.all(stuck);
    expect(outbox.mostAtOnce(silent.clientId)).toBe(4);
  });

  test('after three days an event is given up, shown for thirty days, and the next one goes on', async () => {
    await using service = await openListener((message) => (message.startsWith('never taken') ? 410 : 204));
    {
      await using outbox = startOutbox(database, noRetries);
      const id = await outbox.add(service.event('never taken'));
      await sql`update outbox_events set created_at = now() - interval '71 hours'`.execute(database);
      await outbox.deliverNow(id);
      expect(await outbox.counts()).toEqual({ ...nothing, retrying: 1 });
      await sql`update outbox_events set created_at = now() - interval '73 hours'`.execute(database);
      await outbox.send(service.event('next'));
      await outbox.send(service.event('after that'));
      expect(service.messages).toEqual(['never taken #1', 'never taken #2', 'next #1', 'after that #1']);
      expect(await outbox.counts()).toEqual({ ...nothing, dead: 1 });
      expect(await outbox.deadLetters()).toMatchObject([
        {
          id,
          service: service.clientId,
          connection: 'first',
          attempts: 2,
          failure: 'status 410',
          deadAt: expect.any(Date),
        },
      ]);
      expect(outbox.log).toEqual([{ event: id, type: 'CONNECTION_EVENT', attempts: 2, failure: 'status 410' }]);
    }
    await sql`update outbox_events set dead_at = now() - interval '31 days'`.execute(database);
    await using later = startOutbox(database, { ...quick, reserve: 0 });
    // It forgets before it looks for what is due.
    await later.add(service.event('found'));
    await service.until((messages) => messages.includes('found #1'));
    expect(await later.deadLetters()).toEqual([]);
  });

  test('two operators on one database deliver each event once, and wait for each other’s attempts', async () => {
    await using service = await openListener();
    await using one = startOutbox(database, { ...quick, reserve: 0 });
    await using other = startOutbox(database, { ...quick, reserve: 0 });
    const events = numbered('event', 60);
    await Promise.all(
      events.map(async (body, n) => {
        const event = service.event(body, { connection: `connection ${n % 20}` });
        await (n % 3 === 0 ? one.send(event) : other.add(event));
      }),
    );
    await service.until(({ length }) => length === events.length);
    await Promise.all([one[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
    expect(bodies(service.messages).toSorted()).toEqual(events.toSorted());
    expect(await one.counts()).toEqual(nothing);
  });

  test('an address inside is not asked', async () => {
    await using service = await openListener();
    await using outbox = startOutbox(database, noRetries, false);
    await outbox.send(service.event('event'));
    expect(service.connections()).toBe(0);
    const { failure } = await database.selectFrom('outbox_events').select('failure').executeTakeFirstOrThrow();
    expect(failure).toBe('destination-refused');
  });

  test('a backlog of one service costs the others no time', async () => {
    await using service = await openListener();
    await using outbox = startOutbox(database, { ...quick, reserve: 0, retries: { all: 4, perService: 2 } });
    // No database has statistics about a table that has filled up so quickly.
    for (const [away, connection] of [
      ['https://away.example', sql`'connection ' || n`],
      ['https://patient.example', sql`'the same'`],
    ] as const) {
      await sql`insert into outbox_events (service, connection, type, url, body, holds_later, due_at)
        select ${away}, ${connection}, 'CONNECTION_EVENT', 'http://127.0.0.1:1', 'body', true, now() - interval '1 hour'
        from generate_series(1, ${away.includes('patient') ? 1_000 : 20_000}::int) n`.execute(database);
    }
    const started = performance.now();
    await outbox.add(service.event('event'));
    await service.until(({ length }) => length > 0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  if (name !== 'PostgreSQL') return;
  test('a killed operator has lost nothing: the next one delivers it', async () => {
    await using parts = new AsyncDisposableStack();
    const config = await engine.emptyDatabase();
    let answers = 3;
    await using service = await openListener(() => ((answers -= 1) >= 0 ? 204 : null));
    const events = numbered('event', 12);
    const list = events.map((body) => service.event(body, { connection: body }));
    const child = spawn(process.execPath, [program, JSON.stringify(config), JSON.stringify(list)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    // In the middle of its first tries: three are answered, others hang.
    await service.until(({ length }) => length >= 5);
    child.kill('SIGKILL');
    await once(child, 'exit');

    answers = Number.POSITIVE_INFINITY;
    const same = await openDatabase(config);
    parts.defer(same.close);
    parts.use(startOutbox(same.database, quick));
    await sql`update outbox_events set due_at = now()`.execute(same.database);
    await service.until((messages) => new Set(bodies(messages)).size === events.length);
  });
});

test('pauses double from five seconds to an hour, and no two are alike', () => {
  const longest = Array.from({ length: 12 }, (_, n) => retryPause(n + 1, usualSettings, 0) / 1000);
  expect(longest).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
  expect(retryPause(1, usualSettings, 0.5)).toBe(3_750);
  expect(retryPause(2_000, usualSettings, 0.999_999)).toBe(1_800_002);
});
