import { setTimeout as pause } from 'node:timers/promises';
import type { DataRequest, OpenedDocument } from '@posthorn/citizen';
import { isPosthornError } from '@posthorn/protocol';
import type { Applicant } from './applicant.ts';
import type { CaseWorker } from './case-worker.ts';
import { expectThat } from './steps.ts';
import { secretWords } from './words.ts';

/** Where Kiel keeps what it has registered: in the person's own data store. */
const licencePlace = { domain: 'https://kiel.example', area: 'dog-licence' } as const;

const district = 'https://nordfriesland.example';
const why = 'Einfuhr eines Hundes auf die Inseln';

/**
 * Once only: Kiel writes the dog's licence into Frauke's data store, and the district reads it there instead of asking for it. The case
 * worker knows who said it and when; Frauke sees who looked, and takes it back.
 */
export async function letOnceBeEnough(frauke: Applicant, worker: CaseWorker): Promise<void> {
  const licence = await keepLicence(frauke);
  const connectionId = await frauke.does(
    'signs in at a web page of the district by its link, and is connected',
    async () =>
      worker.letsSignIn(async (url) => {
        const request = await frauke.person.data.readLoginRequest(url);
        expectThat(request.service.id === district && request.kind === 'connection', 'It is another page.');
        await request.agree();
      }),
  );
  await worker.does('asks to read what Kiel has registered, and for now reads nothing', async () => {
    await worker.data.request(connectionId, [{ type: 'READ', ...licencePlace, purpose: why }]);
    expectThat(await isRefused(worker, connectionId), 'It was read without consent.');
  });
  await answers(frauke, 'agrees that the district reads it: her device adds the key, nothing is sent again', district);
  await worker.does('reads the licence in the words of Kiel, with its signature and date', async () => {
    const [item] = await worker.data.read(connectionId, licencePlace);
    expectThat(JSON.stringify(item?.content) === JSON.stringify(licence.content), 'It says something else.');
    const { clientId, signedAt, bound, verified } = item?.writer ?? {};
    expectThat(clientId === licencePlace.domain && verified === true && bound === true, 'Kiel did not sign it.');
    expectThat(signedAt === licence.writer.signedAt?.toISOString(), 'It was signed at another time.');
  });
  await seesWhoLooked(frauke);
  await frauke.does('takes the consent back: the locks are changed, and she still reads it', async () => {
    const { connections } = await frauke.person.data.overview();
    const permissions = connections.find(({ id }) => id === connectionId)?.permissions ?? [];
    const consent = permissions.find(({ withdrawable }) => withdrawable);
    expectThat(consent !== undefined, 'There is nothing to withdraw.');
    await frauke.person.data.withdraw(consent.id);
    const kept = await readLicence(frauke);
    expectThat(kept?.statement === licence.statement, 'The licence is gone.');
  });
  await worker.does('is refused from then on', async () => {
    expectThat(await isRefused(worker, connectionId), 'It was read after the consent was withdrawn.');
  });
}

/** The licence as the person reads it. */
export async function readLicence({ person }: Applicant): Promise<OpenedDocument | null> {
  return person.data.read(licencePlace.domain, licencePlace.area);
}

async function keepLicence(frauke: Applicant): Promise<OpenedDocument> {
  await answers(frauke, 'agrees that Kiel keeps the licence in her own data store', licencePlace.domain);
  return frauke.does('finds the licence there, signed by Kiel', async () => {
    await until(async () => (await frauke.person.data.overview()).documents.length > 0);
    const licence = await readLicence(frauke);
    expectThat(licence?.writer.verified === true && licence.writer.bound, 'Kiel did not sign it.');
    expectThat(JSON.stringify(licence.content).includes(secretWords.dogName), 'It is about another dog.');
    return licence;
  });
}

async function answers(frauke: Applicant, what: string, service: string): Promise<void> {
  await frauke.does(what, async () => {
    const { data } = frauke.person;
    const asking = async (): Promise<DataRequest | undefined> =>
      (await data.requests()).find((request) => request.service.id === service);
    const request = await asking();
    expectThat(request !== undefined, 'Nobody asks.');
    await data.answer(request, { approve: request.permissions.map(({ id }) => id) });
  });
}

async function seesWhoLooked(frauke: Applicant): Promise<void> {
  await frauke.does(
    'sees in the access log who looked, when and why, and who was refused',
    async () => {
      const seen: string[] = [];
      for await (const { action, actor, outcome, about } of frauke.person.data.accessLog()) {
        if (actor === district && action === 'read') seen.push(`${outcome} ${JSON.stringify(about)}`);
      }
      const [refused = '', read = ''] = seen;
      expectThat(seen.length === 2 && refused.startsWith('consent-missing'), 'The refusal is not there.');
      expectThat(read.startsWith('done') && read.includes(why), 'The reading is not there, or not why.');
      return seen.length;
    },
    (entries) => `${entries} times the district, for “${why}”`,
  );
}

async function isRefused(worker: CaseWorker, connectionId: string): Promise<boolean> {
  return worker.data.read(connectionId, licencePlace).then(
    () => false,
    (error: unknown) => isPosthornError(error, 'consent-missing'),
  );
}

/** Nobody tells a device what a service writes: it looks again. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(200);
}
