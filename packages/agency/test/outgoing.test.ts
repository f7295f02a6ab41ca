import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAgency } from '../src/index.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const bytes = new TextEncoder().encode('here');

test('a file whose name would be cut through an emoji is sent, and one that nobody could read is refused at once', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('receipt');
  const desk = agency.case(application.caseId);

  for (const mediaType of ['pdf', 'text/plain; charset=utf-8', `text/${'x'.repeat(200)}`, '_/plain']) {
    await expect(desk.sendFile({ name: 'map', mediaType, bytes })).rejects.toMatchObject({ code: 'message-invalid' });
  }
  await desk.sendFile({ name: `${'a'.repeat(254)}😀.pdf`, mediaType: 'text/plain', bytes });
  await desk.sendFile({ name: 'half of it: \ud83d', mediaType: 'text/plain', bytes });
  desk.reply('after the files');
  await ada.hears('notice', ({ block }) => block.text === 'after the files');
  expect(ada.heardAll('attachment').map(({ block }) => block.attachment.name)).toEqual([
    'a'.repeat(254),
    'half of it: \ufffd',
  ]);
  expect(agency.health().outbox).toEqual({ waiting: 0, failed: 0 });
});

test('a message that can never be sent is set aside with its code, and the next one arrives', async () => {
  await using config = await freshAgencyConfig();
  let agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('receipt');
  await agency.idle();
  await agency.close();

  // The file is lost from the disk before the gateway goes on the line.
  agency = await openAgency(config);
  const desk = agency.case(application.caseId);
  await desk.sendFile({ name: 'map.txt', mediaType: 'text/plain', bytes });
  desk.reply('after the file');
  const folder = join(config.storage.folder, 'files');
  for (const name of await readdir(folder)) await rm(join(folder, name));
  await agency.start();
  await ada.hears('notice', ({ block }) => block.text === 'after the file');
  expect(agency.health().outbox).toEqual({ waiting: 0, failed: 1 });
  expect(desk.history().find(({ kind }) => kind === 'attachment')?.note).toBe('stored-file-missing');
  await agency.close();

  // It stays so over a restart: nothing is lost and nothing is tried again.
  agency = await openAgency(config);
  expect(agency.health().outbox).toEqual({ waiting: 0, failed: 1 });
  await agency.close();
});
