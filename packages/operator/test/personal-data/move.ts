import type { AccountReadResponse, Path } from '@posthorn/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { continueMoves } from '../../src/moves/continue-moves.ts';
import { openHeldStore, type HeldStore } from '../held-store.ts';
import { openOperator, type OpenedOperator } from '../opened-operator.ts';
import { startOperatorProcess } from '../operator-process.ts';
import { mustBe, TestDataAgency, TestPerson, type Reachable, type TestConnection } from '../own-peers.ts';
import { outcome } from '../story.ts';
import { operators } from './shared-operators.ts';

const areas = ['dog', 'boat', 'tree', 'bike', 'bees', 'shop'];
const never = new AbortController().signal;

/** A person about whom Kiel knows six things. */
async function filedPerson(
  kiel: TestDataAgency,
  operator: Reachable,
  pds?: HeldStore['options'],
): Promise<{ anna: TestPerson; inKiel: TestConnection }> {
  const anna = await TestPerson.registered(operator, pds);
  const inKiel = await anna.connect(
    kiel,
    areas.flatMap((area) => [kiel.toRead(area), kiel.toWrite(area)]),
  );
  for (const area of areas) mustBe(200, await kiel.write(inKiel, area, { version: 1, area }));
  return { anna, inKiel };
}

/** What Kiel reads, place by place. */
async function readAll(kiel: TestDataAgency, connection: TestConnection): Promise<unknown[]> {
  const found = await kiel.read(connection, ...areas.map((area): Path => ({ domain: kiel.clientId, area })));
  return Promise.all(found.map(async ({ data }) => data && (await kiel.open(data)).content));
}

function inVersion(version: number): unknown[] {
  return areas.map((area) => ({ version, area }));
}

async function account(person: TestPerson): Promise<Pick<AccountReadResponse, 'store' | 'move'>> {
  const { store, move } = await person.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
  return { store, ...(move !== undefined && { move }) };
}

describe.each(['PGlite', 'PostgreSQL'] as const)('with %s', (kind) => {
  let operator: OpenedOperator;
  let kiel: TestDataAgency;

  beforeAll(async () => {
    operator = operators[kind];
    kiel = await TestDataAgency.registered(operator, 'heide');
  });

  test('a person moves the data to another store while a service goes on reading and writing', async () => {
    await using target = await openHeldStore();
    const { anna, inKiel } = await filedPerson(kiel, operator);
    const old = await operator.filesOf(anna.id);
    // One write tries the store out; the operator moves from then on.
    const stored = target.holdWrite(4);
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
    const letGo = await stored;
    expect(await account(anna)).toMatchObject({
      store: { provider: 'memory' },
      move: { provider: 'webdav', state: 'moving', total: areas.length },
    });
    for (const area of areas) mustBe(200, await kiel.write(inKiel, area, { version: 2, area }));
    mustBe(200, await anna.send('DOCUMENT_DELETE', { paths: [{ domain: kiel.clientId, area: 'shop' }] }));
    mustBe(200, await kiel.write(inKiel, 'shop', { version: 2, area: 'shop' }));
    letGo();
    await operator.context.housekeeping.run();
    expect(await account(anna)).toEqual({ store: { provider: 'webdav' } });
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(2));

    // The old store is empty, and in the new one lies nothing that the records do not name.
    await operator.tidyUp();
    expect(old).toHaveLength(areas.length);
    expect(await operator.filesOf(anna.id)).toEqual([]);
    expect(await target.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
    mustBe(200, await kiel.write(inKiel, 'dog', { version: 3 }));
    await operator.context.housekeeping.run();
    expect(await target.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
    const { entries } = await anna.ask('ACCESS_LOG_READ_REQUEST', {}, 'ACCESS_LOG_READ_RESPONSE');
    expect(entries.filter(({ action }) => action === 'move')).toMatchObject([{ about: { store: 'webdav' } }]);
  });

  test('a store that fails leaves the data where it is; the next move starts anew, and nothing stays in the first', async () => {
    await using target = await openHeldStore();
    const { anna, inKiel } = await filedPerson(kiel, operator);
    const stored = target.holdWrite(3);
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
    const letGo = await stored;
    target.isFull = true;
    letGo();
    await operator.context.housekeeping.run();
    const failed = await account(anna);
    expect(failed).toMatchObject({ store: { provider: 'memory' }, move: { state: 'failed', code: 'store-full' } });
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
    await operator.context.housekeeping.run();
    expect(await target.filesOf(anna.id)).toEqual([]);

    const wrong = { pds: { ...target.options, password: 'guess' } };
    expect(outcome(await anna.send('ACCOUNT_MOVE', wrong))).toBe('store-refused');
    expect(outcome(await anna.send('ACCOUNT_MOVE', { pds: { provider: 'cellar' } }))).toBe('store-options-invalid');
    expect(await account(anna)).toEqual(failed);
    target.isFull = false;
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
    await operator.context.housekeeping.run();
    expect(await account(anna)).toEqual({ store: { provider: 'webdav' } });
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
  });

  test('a person who changes their mind has the data in the store named last, and no copy elsewhere', async () => {
    await using first = await openHeldStore();
    await using second = await openHeldStore();
    const { anna, inKiel } = await filedPerson(kiel, operator);
    const stored = first.holdWrite(3);
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: first.options }));
    const letGo = await stored;
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: second.options }));
    letGo();
    await operator.context.housekeeping.run();
    expect(await second.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
    // And back into the first, from which the copies have not even been deleted.
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: first.options }));
    await operator.context.housekeeping.run();
    await operator.tidyUp();
    expect(await second.filesOf(anna.id)).toEqual([]);
    expect(await first.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
  });

  test('a damaged file stops a move, and is not carried on as if it were the document', async () => {
    await using damaged = await openHeldStore();
    const { anna } = await filedPerson(kiel, operator, damaged.options);
    const [file = ''] = await operator.namedFilesOf(anna.id);
    await damaged.spoil(file);
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: { provider: 'memory' } }));
    await operator.context.housekeeping.run();
    const expected = { store: { provider: 'webdav' }, move: { state: 'failed', code: 'document-lost' } };
    expect(await account(anna)).toMatchObject(expected);
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual([]);
  });

  test('an account that is deleted in the middle of a move leaves no copy', async () => {
    await using target = await openHeldStore();
    const { anna } = await filedPerson(kiel, operator);
    const stored = target.holdWrite(3);
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
    const letGo = await stored;
    mustBe(200, await anna.send('ACCOUNT_DELETION', {}));
    letGo();
    await operator.context.housekeeping.run();
    await operator.tidyUp();
    expect([...(await target.filesOf(anna.id)), ...(await operator.filesOf(anna.id))]).toEqual([]);
  });

  test('a store whose password was changed is renewed with the new one, although the old one opens nothing any more', async () => {
    await using store = await openHeldStore();
    const { anna, inKiel } = await filedPerson(kiel, operator, store.options);
    const renewed = store.changePassword('another');
    expect(outcome(await kiel.write(inKiel, 'dog', {}))).toBe('store-refused');
    mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: renewed }));
    await operator.context.housekeeping.run();
    expect(await account(anna)).toEqual({ store: { provider: 'webdav' } });
    expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
  });
});

test('of two operators one does a move, and no file twice', async () => {
  const { PostgreSQL: one, postgres } = operators;
  await using other = await openOperator(postgres);
  await using target = await openHeldStore();
  const kiel = await TestDataAgency.registered(one, 'ploen');
  const { anna, inKiel } = await filedPerson(kiel, one);
  const stored = target.holdWrite(2);
  mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
  const letGo = await stored;
  await other.context.housekeeping.run();
  letGo();
  await Promise.all([one, other].map(({ context }) => context.housekeeping.run()));
  expect(await account(anna.at(other))).toEqual({ store: { provider: 'webdav' } });
  expect(await readAll(kiel.at(other), inKiel)).toEqual(inVersion(1));
  // One more, which has tried the store out.
  expect(target.writes()).toBe(areas.length + 1);
});

test('an operator that is killed in the middle of a move is followed by another one, which brings it to the end', async () => {
  const { PostgreSQL: operator, postgres } = operators;
  await using target = await openHeldStore();
  await using doomed = await startOperatorProcess(postgres);
  const kiel = await TestDataAgency.registered(doomed, 'husum');
  const { anna, inKiel } = await filedPerson(kiel, doomed);
  const stored = target.holdWrite(4);
  mustBe(200, await anna.send('ACCOUNT_MOVE', { pds: target.options }));
  await stored;
  await doomed.kill();
  const before = target.writes();

  expect(await readAll(kiel.at(operator), inKiel)).toEqual(inVersion(1));
  expect(await account(anna.at(operator))).toMatchObject({ move: { state: 'moving' } });
  // The lease of the killed operator runs out.
  await operator.context.database.updateTable('store_moves').set({ due_at: 0 }).execute();
  await continueMoves(operator.context, never);
  expect(await account(anna.at(operator))).toEqual({ store: { provider: 'webdav' } });
  expect(await readAll(kiel.at(operator), inKiel)).toEqual(inVersion(1));
  expect(target.writes() - before).toBeLessThan(areas.length);
  await operator.tidyUp();
  expect(await target.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
  expect(await operator.filesOf(anna.id)).toEqual([]);
});

test('an operator that stops in the middle of a move lets another go on at once', async () => {
  const { PostgreSQL: operator, postgres } = operators;
  await using target = await openHeldStore();
  const kiel = await TestDataAgency.registered(operator, 'neumuenster');
  const { anna, inKiel } = await filedPerson(kiel, operator);
  const stored = target.holdWrite(3);
  const stopping = await openOperator(postgres);
  mustBe(200, await anna.at(stopping).send('ACCOUNT_MOVE', { pds: target.options }));
  const letGo = await stored;
  const stopped = stopping[Symbol.asyncDispose]();
  letGo();
  await stopped;
  await operator.context.housekeeping.run();
  expect(await account(anna)).toEqual({ store: { provider: 'webdav' } });
  expect(await readAll(kiel, inKiel)).toEqual(inVersion(1));
});
