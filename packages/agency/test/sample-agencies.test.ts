import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attachment, Json, JsonObject } from '@posthorn/protocol';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { PDFDocument } from 'pdf-lib';
import { expect, inject, test } from 'vitest';
import { loadConfig, openAgency } from '../src/index.ts';
import { loadHandlers } from '../src/load-handlers.ts';
import { Person } from './person.ts';

const keys = await mkdtemp(join(tmpdir(), 'posthorn-sample-keys-'));
const json = new TextEncoder().encode('{"type":"FeatureCollection","features":[]}');
const root = new URL('../../../', import.meta.url);

test.each([
  ['kiel', 'dog-registration', ['by-post']],
  ['flensburg', 'registration-certificate', ['transfer']],
  ['nordfriesland', 'housing-benefit', ['stays']],
  ['kiel', 'kindergarten-place', ['saturday', 'accept']],
  ['sh-permits', 'wind-park-permit', ['full']],
])('%s works on an application for %s up to the letter', async (name, serviceId, picks) => {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-sample-'));
  const user = `agency-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  await sharedHomeserver().register(user, password);
  await writeFile(join(folder, 'password'), password);
  const file = fileURLToPath(new URL(`packages/stack/agencies/${name}.yaml`, root));
  const config = await loadConfig(file, {
    POSTHORN_HOMESERVER_URL: inject('homeserverUrl'),
    POSTHORN_DIRECTORY_URL: inject('operatorUrl'),
    POSTHORN_GATEWAY_DATA: folder,
    POSTHORN_GATEWAY_PORT: '0',
  });
  // All stories share one directory, in which an agency keeps its key.
  await using agency = await openAgency({ ...config, user, signingKeyFile: join(keys, `${name}.json`) });
  await loadHandlers(config.handlers ?? '', agency);
  await agency.start();
  await agency.published();
  await using person = await Person.connect(agency);

  const answers = JSON.parse(
    await readFile(new URL(`services/examples/${serviceId}.json`, root), 'utf8'),
  ) as JsonObject;
  const pdf = await (await PDFDocument.create()).save();
  const attachments: Attachment[] = [];
  for (const [field, id] of filesIn(answers)) {
    const geodata = { id, field, name: 'Anlagen.json', mediaType: 'application/json' };
    attachments.push(
      await (field.endsWith('/geodata') ? person.attach(json, geodata) : person.attach(pdf, { id, field })),
    );
  }
  const application = person.application(answers, { service: { id: serviceId, version: 1 }, attachments });
  const thread = await person.apply(application);
  const refused = person.hears('refusal').then(({ body }) => Promise.reject(new Error(body)));
  refused.catch(() => undefined);
  await Promise.race([person.hears('receipt'), refused]);

  const { caseId } = application;
  const answered = new Set<string>();
  const isNew = ({ block }: { block: { id: string } }): boolean => !answered.has(block.id);
  for (;;) {
    const next = await Promise.race([
      person.hears('question', isNew),
      person.hears('document-request', isNew),
      person.hears('status', ({ block }) => block.status === 'closed'),
    ]);
    if (next.kind === 'status') break;
    answered.add(next.block.id);
    const head = { id: crypto.randomUUID(), caseId };
    if (next.kind === 'question') {
      const codes = next.block.choices.map(({ code }) => code).filter((code) => picks.includes(code));
      await person.say({ kind: 'answer', ...head, questionId: next.block.id, codes, pollEventId: next.event.eventId });
    } else {
      const attachment = await person.attach(pdf, { name: 'Nachweis.pdf' });
      await person.say({ kind: 'attachment', ...head, requestId: next.block.id, attachment }, thread);
    }
  }
  await person.hears('decision');
  const letter = (await person.hears('attachment')).block.attachment;
  const opened = await PDFDocument.load(await person.channel.download(letter.file, letter.size));
  expect(opened.getPageCount()).toBeGreaterThan(0);
  await expect.poll(() => agency.case(caseId).work).toBe('finished');
  expect(agency.case(caseId).handler.code).toBeNull();
  if (serviceId === 'dog-registration') {
    // Asked after the decision, the person agrees; the licence is in their store a moment later.
    await person.device.agree(agency.clientId, await person.device.waitingRequest());
    const documents = async (): Promise<unknown[]> => (await person.device.overview()).documents;
    await expect.poll(documents).toMatchObject([{ domain: agency.clientId, area: 'dog-licence' }]);
    expect(await person.device.read({ domain: agency.clientId, area: 'dog-licence' })).toMatchObject({
      tag: expect.stringMatching(/^[0-9A-F]{4}-\d{4}$/) as string,
    });
  }
  if (serviceId === 'registration-certificate') {
    // So that the next form can offer it.
    await person.device.agree(agency.clientId, await person.device.waitingRequest());
    const residence = { domain: agency.clientId, area: 'residence' };
    await expect.poll(async () => (await person.device.overview()).documents).toMatchObject([residence]);
    expect(await person.device.read(residence)).toMatchObject({ address: { town: expect.any(String) as string } });
  }
  await agency.close();
  await rm(folder, { recursive: true });
});

/** The files that answers refer to: where, and under which id. */
function filesIn(value: Json, path = ''): [field: string, id: string][] {
  if (typeof value === 'string') return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => filesIn(entry, `${path}/${name}`));
}
