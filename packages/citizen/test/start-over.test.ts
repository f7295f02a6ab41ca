import { confirmAtEid } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { applied, findPoolPermit, moveIn, startTown, until } from './town.ts';

test('whoever has lost everything begins anew with the eID; whoever finds the sheet meanwhile has lost nothing', async () => {
  await using town = await startTown();
  await using first = await moveIn(town);
  const { personId, person } = first;
  const { matter: lost } = await applied(town, person, { name: 'Ada', depth: 1 });
  const draft = await person.draft(await findPoolPermit(person));
  await draft.save();
  const formerId = person.accountId;
  const noConfirmation = { authorise: () => Promise.resolve() };
  await expect(person.startOver(noConfirmation)).rejects.toMatchObject({ code: 'encryption-already-set-up' });

  await using second = await moveIn(town, { personId });
  await expect(second.person.startOver(noConfirmation)).rejects.toMatchObject({ code: 'eid-confirmation-missing' });
  expect(second.person.state).toBe('needs-recovery');
  await second.person.recover(first.recoverySecret ?? '');
  await until(second.person, () => second.person.case(lost.id).status === 'received' || null);
  expect((await second.person.devices()).find(({ current }) => current)?.signed).toBe(true);

  await using third = await moveIn(town, { personId });
  const authorise = async (url: string): Promise<void> => void (await confirmAtEid(url, personId));
  const newSecret = await third.person.startOver({ authorise });
  expect(third.person.state).toBe('ready');
  expect(third.person.accountId).not.toBe(formerId);
  expect(third.person.cases()).toEqual([]);
  expect(await third.person.drafts()).toEqual([]);
  expect(await third.person.recoveryLocks()).toEqual([]);
  expect(await third.person.recoverySecret()).toBe(newSecret);

  const { matter } = await applied(town, third.person, { name: 'Ada', depth: 2 });
  await matter.reply('It is me again');
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: 'It is me again' } });

  const replaced = { code: 'own-identity-replaced' };
  await expect(person.connect(town.kiel.clientId)).rejects.toMatchObject(replaced);
  await expect(draft.save()).rejects.toMatchObject(replaced);
  await using fourth = await moveIn(town, { personId });
  await expect(fourth.person.recover(first.recoverySecret ?? '')).rejects.toMatchObject({
    code: 'recovery-secret-wrong',
  });
  await fourth.person.recover(newSecret);
  await until(fourth.person, () => fourth.person.case(matter.id));
  expect(fourth.person.cases()).toHaveLength(1);
}, 240_000);
