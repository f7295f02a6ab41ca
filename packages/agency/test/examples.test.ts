import { readFile } from 'node:fs/promises';
import type { ApplicationPayload, Attachment, Json, JsonObject } from '@posthorn/protocol';
import { parseService, type ServiceDefinition } from '@posthorn/service-definition';
import { expect, test } from 'vitest';
import type { AnswersByService } from '../../../services/answer-types.ts';
import registerHandlers from '../examples/dog-registration.ts';
import { Person } from './person.ts';
import { regionOf } from './services.ts';
import type { Agency } from '../src/index.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const services = new URL('../../../services/', import.meta.url);
const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9);

test('the handler of the documents registers a dog from the application to the notice', async () => {
  await using config = await freshAgencyConfig();
  const service = await dogRegistration(config.clientId);
  // The gateway, too, hands an agency to its handlers without knowing the types of its services.
  await using agency = await startAgency({ ...config, services: [service] }, (office) =>
    registerHandlers(office as unknown as Agency<AnswersByService>),
  );
  await using keeper = await Person.connect(agency, { language: 'en' });

  const application = await dogApplication(keeper, service);
  const root = await keeper.apply(application);

  const { block: question, event } = await keeper.hears('question');
  expect(question.text).toBe('How would you like to receive the dog tag?');
  const { caseId } = application;
  await keeper.say({
    kind: 'answer',
    id: crypto.randomUUID(),
    caseId,
    questionId: question.id,
    codes: ['by-post'],
    pollEventId: event.eventId,
  });
  const { block: request } = await keeper.hears('document-request');
  const attachment = await keeper.attach(jpeg, { name: 'Bosse.jpg', mediaType: 'image/jpeg' });
  await keeper.say({ kind: 'attachment', id: crypto.randomUUID(), caseId, requestId: request.id, attachment }, root);

  expect((await keeper.hears('decision')).body).toContain('The dog tag comes by post.');
  const notice = (await keeper.hears('attachment')).block.attachment;
  const bytes = await keeper.channel.download(notice.file, notice.size);
  expect(new TextDecoder().decode(bytes)).toContain(`Cent. Foto: ${attachment.sha256}`);
  await keeper.hears('status', ({ block }) => block.status === 'closed');
});

test('a handler that misspells an answer or a service does not compile', async () => {
  const seen: unknown[] = [];
  await using config = await freshAgencyConfig();
  const service = await dogRegistration(config.clientId);
  await using agency = await startAgency({ ...config, services: [service] }, (office) => {
    const typed = office as unknown as Agency<AnswersByService>;
    typed.onApplication('dog-registration', async (c) => {
      const { dog } = c.application.answers;
      // @ts-expect-error: no answer has this name, so the compiler refuses it and nothing is there
      seen.push(dog.name, dog.nmae);
      await c.close();
    });
    const register = (): void =>
      // @ts-expect-error: no service has this id, so the compiler refuses it and so does the agency
      typed.onApplication('dog-registratoin', async (c) => c.close());
    expect(register).toThrow(expect.objectContaining({ code: 'service-unknown' }));
  });
  await using keeper = await Person.connect(agency);
  await keeper.apply(await dogApplication(keeper, service));
  await keeper.hears('status', ({ block }) => block.status === 'closed');
  expect(seen).toEqual(['Bosse', undefined]);
});

async function dogRegistration(agency: string): Promise<ServiceDefinition> {
  const text = await readFile(new URL('dog-registration.yaml', services), 'utf8');
  const service = parseService(text, 'dog-registration.yaml');
  return { ...service, responsible: [{ agency, regions: [regionOf(agency)] }] };
}

/** An application with the example's answers and a file wherever they name one. */
async function dogApplication(keeper: Person, { id, version }: ServiceDefinition): Promise<ApplicationPayload> {
  const answers = JSON.parse(await readFile(new URL('examples/dog-registration.json', services), 'utf8')) as JsonObject;
  const attachments: Attachment[] = [];
  for (const [field, file] of filesIn(answers)) attachments.push(await keeper.attach(pdf, { id: file, field }));
  return keeper.application(answers, { service: { id, version }, attachments });
}

/** The files that answers refer to: where, and under which id. */
function filesIn(value: Json, path = ''): [field: string, id: string][] {
  if (typeof value === 'string') return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => filesIn(entry, `${path}/${name}`));
}
