import { writeContent } from '@posthorn/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPoolPermit, moveIn, nextEvent, startTown, until, type Resident, type Town } from './town.ts';

let town: Town;
let ada: Resident;
/** The account as the homeserver (or somebody whom it lets in) sees and changes it. */
let account: { read(type: string): Promise<object>; write(type: string, content: object): Promise<void> };

beforeAll(async () => {
  town = await startTown();
  ada = await moveIn(town);
  const { accessToken, userId } = await town.homeserver.signInAtEid(ada.personId);
  const path = (type: string): string => `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/${type}`;
  account = {
    read: (type) => town.homeserver.request('GET', path(type), { token: accessToken }),
    write: async (type, body) => void (await town.homeserver.request('PUT', path(type), { token: accessToken, body })),
  };
});
afterAll(async () => {
  await ada.person.close();
  await town[Symbol.asyncDispose]();
});

async function savedDraft(name: string): Promise<{ id: string; type: string }> {
  const draft = await ada.person.draft(await findPoolPermit(ada.person));
  draft.set({ name });
  expect(await draft.isSynced()).toBe(false);
  await draft.save();
  expect(await draft.isSynced()).toBe(true);
  return { id: draft.id, type: `org.posthorn.draft.${draft.id}` };
}

test('the homeserver sees nothing of a draft but its size, and cannot pass one off as another', async () => {
  const [one, two] = [await savedDraft('Name One'), await savedDraft('Name Two')];
  const sealed = await account.read(one.type);
  expect(Object.keys(sealed)).toEqual(['v', 'jwe']);
  expect(JSON.stringify(sealed)).not.toMatch(/Name|pool|kiel/i);

  await account.write(two.type, sealed);
  await using device = await moveIn(town, { personId: ada.personId });
  await device.person.recover(ada.recoverySecret ?? '');
  const drafts = await device.person.drafts();
  expect(drafts.map(({ id, damaged }) => [id, damaged])).toEqual([
    [one.id, false],
    [two.id, true],
  ]);
  await expect(drafts[1]?.open()).rejects.toMatchObject({ code: 'document-invalid' });
  const [kept] = (await ada.person.drafts()).filter(({ id }) => id === two.id);
  expect((await kept?.open())?.answers).toEqual({ name: 'Name Two' });
  await drafts[1]?.discard();
  expect((await device.person.drafts()).map(({ id }) => id)).toEqual([one.id]);
});

test('the homeserver cannot bring an old version of a draft back', async () => {
  const { id, type } = await savedDraft('First version');
  const old = await account.read(type);
  const [saved] = (await ada.person.drafts()).filter((draft) => draft.id === id);
  const draft = await saved?.open();
  draft?.set({ name: 'Second version' });
  await draft?.save();
  const told = new Promise<void>((resolve) => ada.person.onChange(({ kind }) => kind === 'drafts' && resolve()));
  await account.write(type, old);
  await told;
  const [again] = (await ada.person.drafts()).filter((other) => other.id === id);
  expect((await again?.open())?.answers).toEqual({ name: 'Second version' });
});

test('an agency that one is connected with opens a case by itself', async () => {
  const { roomId } = await ada.person.connect(town.kiel.clientId);
  expect((await ada.person.connect(town.kiel.clientId)).roomId).toBe(roomId);
  await town.kiel.nextHeard('hello');
  const caseId = crypto.randomUUID();
  const notice = {
    kind: 'notice',
    id: crypto.randomUUID(),
    caseId,
    title: 'Ihre Hundesteuer',
    text: 'Bitte zahlen',
    due: '2027-02-01',
  } as const;
  await town.kiel.channel.send(roomId ?? '', writeContent(notice, 'de'), crypto.randomUUID());
  const matter = await until(ada.person, () => ada.person.case(caseId));
  await nextEvent(matter, 'notice');
  expect(matter).toMatchObject({ title: 'Ihre Hundesteuer', status: 'received', service: null, unread: 1 });
  expect(matter.deadlines).toMatchObject([{ due: '2027-02-01', met: false }]);
  await matter.reply('Schon geschehen');
  expect(await town.kiel.nextHeard('reply', caseId)).toMatchObject({ block: { text: 'Schon geschehen' } });
  expect(await matter.withdraw('Irrtum')).toBe('sent');
  expect(matter.status).toBe('withdrawn');
  expect(await nextEvent(matter, 'withdrawal')).toMatchObject({ reason: 'Irrtum' });
  expect(await town.kiel.nextHeard('withdrawal', caseId)).toMatchObject({ block: { reason: 'Irrtum' } });
  expect(matter.status).toBe('withdrawn');
});
