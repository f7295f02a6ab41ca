import { randomUUID } from 'node:crypto';
import {
  addRecipient,
  changeLocks,
  publicDataKey,
  toPublicWireKey,
  verifyWriter,
  type DataKey,
  type Path,
  type Recipient,
  type SealedData,
} from '@posthorn/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHeldStore } from '../held-store.ts';
import type { OpenedOperator } from '../opened-operator.ts';
import { startOperatorProcess } from '../operator-process.ts';
import { mustBe, TestDataAgency, TestPerson, type TestConnection } from '../own-peers.ts';
import { outcome, type Answer } from '../story.ts';
import { operators } from './shared-operators.ts';

const rex = { name: 'Rex', tag: 7 };

/** The wrapped keys of one place, as the device asks for them. */
async function readRecipients(person: TestPerson, { id }: TestConnection, place: Path): Promise<Recipient[]> {
  const asked = { sub: id, paths: [place] };
  const { paths } = await person.ask('RECIPIENTS_READ_REQUEST', asked, 'RECIPIENTS_READ_RESPONSE');
  return paths[0]?.recipients ?? [];
}

async function writeRecipients(
  person: TestPerson,
  { id }: TestConnection,
  ...paths: (Path & { recipients: Recipient[] })[]
): Promise<Answer> {
  return person.send('RECIPIENTS_WRITE', { sub: id, paths });
}

/** The same recipients and one more reader. */
async function withReader(person: TestPerson, recipients: Recipient[], reader: DataKey): Promise<Recipient[]> {
  return [...recipients, await addRecipient(ownEntry(person, recipients), person.dataKey, reader)];
}

function ownEntry(person: TestPerson, recipients: readonly Recipient[]): Recipient {
  const own = recipients.find(({ header }) => header.kid === person.dataKey.kid);
  if (own === undefined) throw new Error('The document is not for this person.');
  return own;
}

/** One of the person's own documents. */
async function readDocument(person: TestPerson, place: Path): Promise<{ version: number; data: SealedData }> {
  const { paths } = await person.ask('DOCUMENT_READ_REQUEST', { paths: [place] }, 'DOCUMENT_READ_RESPONSE');
  const { version, data } = paths[0] ?? {};
  if (version === undefined || data === undefined) throw new Error('There is no document.');
  return { version, data };
}

/** What the log says that was done, newest last. */
async function actionsOf(person: TestPerson): Promise<string[]> {
  const { entries } = await person.ask('ACCESS_LOG_READ_REQUEST', {}, 'ACCESS_LOG_READ_RESPONSE');
  return entries.map(({ action, outcome: how }) => `${action}: ${how}`);
}

describe.each(['PGlite', 'PostgreSQL'] as const)('with %s', (kind) => {
  let operator: OpenedOperator;
  /** Keeps dogs and boats. */
  let kiel: TestDataAgency;
  /** Would like to know of a dog. */
  let forest: TestDataAgency;
  const dog = { domain: 'https://kiel.example', area: 'dog' };
  const boat = { domain: 'https://kiel.example', area: 'boat' };

  beforeAll(async () => {
    operator = operators[kind];
    [kiel, forest] = await Promise.all([
      TestDataAgency.registered(operator, 'kiel'),
      TestDataAgency.registered(operator, 'forest'),
    ]);
  });

  /** A person whose dog is known in Kiel. */
  async function dogOwner(): Promise<{ anna: TestPerson; inKiel: TestConnection }> {
    const anna = await TestPerson.registered(operator);
    const inKiel = await anna.connect(kiel, [kiel.toRead('dog'), kiel.toWrite('dog'), kiel.toWrite('boat')]);
    mustBe(200, await kiel.write(inKiel, 'dog', rex));
    return { anna, inKiel };
  }

  test('a device lets another service read a document, which itself does not travel', async () => {
    const { anna } = await dogOwner();
    const inForest = await anna.connect(forest, [forest.toRead('dog', { domain: kiel.clientId })]);
    const recipients = await readRecipients(anna, inForest, dog);
    expect(recipients.map(({ header }) => header.kid)).toEqual([anna.dataKey.kid, kiel.readKey.kid]);
    const wider = await withReader(anna, recipients, publicDataKey(forest.readKey));
    mustBe(200, await writeRecipients(anna, inForest, { ...dog, recipients: wider }));

    const [found] = await forest.read(inForest, dog);
    if (found?.data === undefined) throw new Error('The forest reads nothing.');
    expect(found.data.recipients).toHaveLength(1);
    const { content, jws } = await forest.open(found.data);
    expect(content).toEqual(rex);
    expect(await verifyWriter(jws, toPublicWireKey(kiel.key), { ...dog, acc: inForest.acc })).toMatchObject({
      writer: kiel.clientId,
    });
    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    const readers = wider.map(({ header }) => header.kid);
    expect(account.documents).toMatchObject([{ ...dog, writer: kiel.clientId, readers }]);
    expect((await actionsOf(anna)).slice(-3)).toEqual(['own-read: done', 'recipients: done', 'read: done']);
  });

  test('nobody becomes a recipient without the person’s agreement for that very place, and the person stays one', async () => {
    const { anna, inKiel } = await dogOwner();
    mustBe(200, await kiel.write(inKiel, 'boat', { length: 9 }));
    const inForest = await anna.connect(forest, [forest.toRead('dog', { domain: kiel.clientId })]);
    const [ofDog, ofBoat] = await Promise.all([readRecipients(anna, inKiel, dog), readRecipients(anna, inKiel, boat)]);
    const forestKey = publicDataKey(forest.readKey);
    const both = { ...dog, recipients: await withReader(anna, ofDog, forestKey) };
    const wrong = { ...boat, recipients: await withReader(anna, ofBoat, forestKey) };
    // All or none: the dog alone would have been fine.
    expect(outcome(await writeRecipients(anna, inForest, both, wrong))).toBe('recipients-not-agreed');
    expect(await readRecipients(anna, inKiel, dog)).toEqual(ofDog);

    const withoutOwn = ofDog.filter(({ header }) => header.kid !== anna.dataKey.kid);
    const refused: (Path & { recipients: Recipient[] })[][] = [
      [{ ...dog, recipients: withoutOwn }],
      [{ ...dog, recipients: [...ofDog, ownEntry(anna, ofDog)] }],
      [both, both],
    ];
    const codes = await Promise.all(refused.map((paths) => writeRecipients(anna, inForest, ...paths)));
    expect(codes.map(outcome)).toEqual(['recipients-not-agreed', 'block-malformed', 'block-malformed']);
    expect(outcome(await writeRecipients(anna, { ...inKiel, id: randomUUID() }, both))).toBe('connection-unknown');

    mustBe(200, await anna.send('DELETE_CONSENT', { sub: inForest.id }));
    expect(outcome(await writeRecipients(anna, inKiel, both))).toBe('recipients-not-agreed');
    expect(await actionsOf(anna)).toContain('recipients: recipients-not-agreed');
  });

  test('a stranger reaches no document of another account', async () => {
    const { anna, inKiel } = await dogOwner();
    const ben = await TestPerson.registered(operator);
    const atHome = await ben.connect(kiel);
    expect(await readRecipients(ben, atHome, dog)).toEqual([]);
    expect(outcome(await ben.send('RECIPIENTS_READ_REQUEST', { sub: inKiel.id, paths: [dog] }))).toBe(
      'connection-unknown',
    );
    const { version, data } = await readDocument(anna, dog);
    const recipients = data.recipients.filter(({ header }) => header.kid === anna.dataKey.kid);
    expect(outcome(await writeRecipients(ben, atHome, { ...dog, recipients }))).toBe('document-changed');
    const replaced = { ...dog, version, data: { ...data, recipients } };
    expect(outcome(await ben.send('DOCUMENT_WRITE', { paths: [replaced] }))).toBe('document-changed');
    mustBe(200, await ben.send('DOCUMENT_DELETE', { paths: [dog] }));
    expect(await kiel.readContent(inKiel, dog)).toEqual(rex);
  });

  test('wrapped keys of an earlier version are refused: a service has written meanwhile', async () => {
    const { anna, inKiel } = await dogOwner();
    const recipients = await readRecipients(anna, inKiel, dog);
    const seen = await readDocument(anna, dog);
    mustBe(200, await kiel.write(inKiel, 'dog', { ...rex, tag: 8 }));
    expect(outcome(await writeRecipients(anna, inKiel, { ...dog, recipients }))).toBe('document-changed');
    const back = await anna.send('DOCUMENT_WRITE', { paths: [{ ...dog, ...seen }] });
    expect([back.status, outcome(back)]).toEqual([409, 'document-changed']);
    expect(await kiel.readContent(inKiel, dog)).toEqual({ ...rex, tag: 8 });
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
  });

  test('an old device sees and writes only keys that it understands, and takes none away from others', async () => {
    const { anna, inKiel } = await dogOwner();
    const old = await anna.addOldKeys();
    const keys = [anna.dataKey, old.data, kiel.readKey].map(publicDataKey);
    mustBe(200, await kiel.write(inKiel, 'dog', rex, keys));
    const asked = await anna.sign('RECIPIENTS_READ_REQUEST', { sub: inKiel.id, paths: [dog] }, old.signing);
    const { text } = mustBe(200, await operator.send(asked));
    const { paths } = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
    expect(paths).toEqual([
      { ...dog, recipients: [{ header: { kid: old.data.kid, alg: 'RSA-OAEP' }, encrypted_key: expect.any(String) }] },
    ]);
    mustBe(200, await operator.send(await anna.sign('RECIPIENTS_WRITE', { sub: inKiel.id, paths }, old.signing)));
    const { data } = await readDocument(anna, dog);
    const kids = data.recipients.map(({ header }) => header.kid);
    expect(kids.toSorted()).toEqual(keys.map(({ kid }) => kid).toSorted());
    expect(await kiel.readContent(inKiel, dog)).toEqual(rex);

    // Whose consent is withdrawn does not stay just because an old device cannot see the key.
    const reads = inKiel.approved.filter(({ type }) => type === 'READ').map(({ id }) => id);
    mustBe(200, await anna.send('DELETE_CONSENT', { sub: inKiel.id, permissions: reads }));
    mustBe(200, await operator.send(await anna.sign('RECIPIENTS_WRITE', { sub: inKiel.id, paths }, old.signing)));
    const left = (await readDocument(anna, dog)).data.recipients.map(({ header }) => header.kid);
    expect(left.toSorted()).toEqual([anna.dataKey.kid, old.data.kid].toSorted());
  });

  test('a device changes the locks: who had the old key reads no more, the writer’s words stay signed', async () => {
    const { anna, inKiel } = await dogOwner();
    const { version, data } = await readDocument(anna, dog);
    const locked = await changeLocks(data, anna.dataKey, [publicDataKey(anna.dataKey)]);
    mustBe(200, await anna.send('DOCUMENT_WRITE', { paths: [{ ...dog, version, data: locked }] }));
    expect(await kiel.read(inKiel, dog)).toMatchObject([{ error: { code: 'recipient-missing' } }]);

    const stored = await readDocument(anna, dog);
    expect(stored.version).toBeGreaterThan(version);
    const { content, jws } = await anna.open(stored.data);
    expect([content, (await verifyWriter(jws, toPublicWireKey(kiel.key), dog)).writer]).toEqual([rex, kiel.clientId]);
    const account = await anna.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    expect(account.documents).toMatchObject([{ ...dog, writer: null, readers: [anna.dataKey.kid] }]);
    const stranger = {
      ...dog,
      version: stored.version,
      data: await changeLocks(stored.data, anna.dataKey, [anna.dataKey, forest.readKey].map(publicDataKey)),
    };
    expect(outcome(await anna.send('DOCUMENT_WRITE', { paths: [stranger] }))).toBe('recipients-not-agreed');
    expect((await actionsOf(anna)).slice(-2)).toEqual(['own-read: done', 'own-write: recipients-not-agreed']);
  });

  test('a deleted document is gone for good, also from the store', async () => {
    const { anna, inKiel } = await dogOwner();
    const before = await readDocument(anna, dog);
    mustBe(200, await anna.send('DOCUMENT_DELETE', { paths: [dog, boat] }));
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual([]);
    expect(await kiel.read(inKiel, dog)).toEqual([dog]);
    const nothing = await anna.ask('DOCUMENT_READ_REQUEST', { paths: [dog] }, 'DOCUMENT_READ_RESPONSE');
    expect(nothing.paths).toEqual([dog]);
    expect(await actionsOf(anna)).toContain('deletion: done');

    // What is written anew there is another document: a device that knows the deleted one does not replace it.
    mustBe(200, await kiel.write(inKiel, 'dog', { name: 'Bello' }));
    expect(outcome(await anna.send('DOCUMENT_WRITE', { paths: [{ ...dog, ...before }] }))).toBe('document-changed');
    expect(await kiel.readContent(inKiel, dog)).toEqual({ name: 'Bello' });
  });

  test('what does not fit into one answer is named, not lost', async () => {
    const anna = await TestPerson.registered(operator);
    const areas = ['one', 'two', 'three'];
    const inKiel = await anna.connect(
      kiel,
      areas.map((area) => kiel.toWrite(area)),
    );
    const long = 'x'.repeat(300_000);
    for (const area of areas) mustBe(200, await kiel.write(inKiel, area, { long }));
    const asked = areas.map((area) => ({ domain: kiel.clientId, area }));
    const { paths } = await anna.ask('DOCUMENT_READ_REQUEST', { paths: asked }, 'DOCUMENT_READ_RESPONSE');
    expect(paths.map(({ area }) => area)).toEqual(areas);
    const refused = paths.filter(({ data }) => data === undefined);
    expect(refused).toMatchObject([{ error: { code: 'block-too-large', status: 413 } }]);
    const [last] = refused;
    if (last === undefined) throw new Error('Everything fitted.');
    expect((await anna.open((await readDocument(anna, last)).data)).content).toEqual({ long });
  });

  test('twenty writes at once, by services and by the person, end in one whole version and lose none', async () => {
    const { anna, inKiel } = await dogOwner();
    const first = await readDocument(anna, dog);
    async function letForestIn(): Promise<string> {
      for (;;) {
        const recipients = await readRecipients(anna, inKiel, dog);
        const known = recipients.filter(({ header }) => header.kid !== forest.readKey.kid);
        const wider = await withReader(anna, known, publicDataKey(forest.readKey));
        const code = outcome(await writeRecipients(anna, inKiel, { ...dog, recipients: wider }));
        if (code !== 'document-changed') return code;
      }
    }
    const inForest = await anna.connect(forest, [forest.toRead('dog', { domain: kiel.clientId })]);
    const tags = Array.from({ length: 14 }, (_, index) => index);
    const answers = await Promise.all([
      ...tags.map(async (tag) => outcome(await kiel.write(inKiel, 'dog', { ...rex, tag }))),
      ...Array.from({ length: 6 }, letForestIn),
    ]);
    expect(answers).toEqual(answers.map(() => 'accepted'));

    const { version, data } = await readDocument(anna, dog);
    // Each of them made a version.
    expect(version).toBe(first.version + 20);
    expect(await letForestIn()).toBe('accepted');
    const contents = [await kiel.readContent(inKiel, dog), await forest.readContent(inForest, dog)];
    const { content } = await anna.open(data);
    expect(contents).toEqual([content, content]);
    expect(tags.map((tag) => ({ ...rex, tag }))).toContainEqual(content);
    await operator.context.housekeeping.run();
    expect(await operator.filesOf(anna.id)).toEqual(await operator.namedFilesOf(anna.id));
    expect(await operator.filesOf(anna.id)).toHaveLength(1);
  });
});

test('a crash between file and record leaves the old document', async () => {
  const { PostgreSQL: operator, postgres } = operators;
  await using store = await openHeldStore();
  await using doomed = await startOperatorProcess(postgres);
  const kiel = await TestDataAgency.registered(doomed, 'flensburg');
  const anna = await TestPerson.registered(doomed, store.options);
  const connection = await anna.connect(kiel, [kiel.toRead('dog'), kiel.toWrite('dog')]);
  mustBe(200, await kiel.write(connection, 'dog', rex));

  const stored = store.holdWrite();
  const unanswered = kiel.write(connection, 'dog', { ...rex, tag: 8 }).catch(() => 'no answer');
  await stored;
  await doomed.kill();
  expect(await unanswered).toBe('no answer');
  expect(await store.filesOf(anna.id)).toHaveLength(2);

  const place = { domain: kiel.clientId, area: 'dog' };
  expect(await kiel.at(operator).readContent(connection, place)).toEqual(rex);
  mustBe(200, await kiel.at(operator).write(connection, 'dog', { ...rex, tag: 9 }));
  expect(await kiel.at(operator).readContent(connection, place)).toEqual({ ...rex, tag: 9 });
});
