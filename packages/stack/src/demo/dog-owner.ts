import type { Case, NewFile } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import type { Stack } from '../stack.ts';
import { Applicant, signInAs, textOfDecision, type Told } from './applicant.ts';
import type { CaseWorker } from './case-worker.ts';
import { letOnceBeEnough, readLicence } from './once-only.ts';
import { writePdf } from './pdf.ts';
import { writePicture } from './picture.ts';
import { expectThat, type Steps } from './steps.ts';
import { secretWords } from './words.ts';

const kiel = 'https://kiel.example';

/**
 * Frauke in Kiel: registers a dog, applies for a kindergarten place, lets the district read what Kiel has registered, and reads it all
 * on a second device.
 */
export async function dogOwnerStory(
  stack: Stack,
  steps: Steps,
  closing: AsyncDisposableStack,
  district: Promise<CaseWorker>,
): Promise<Told> {
  const { person, recoverySecret } = await steps.step(
    'Frauke',
    'signs in with the eID for the first time: keys, key backup and vault are made',
    () => signInAs(stack, 'person-1'),
  );
  closing.use(person);
  expectThat(recoverySecret !== null, 'The first sign-in gave no recovery secret.');
  const frauke = new Applicant('Frauke', person, steps);
  const dog = await registerDog(frauke);
  const place = await findKindergartenPlace(frauke);
  await letOnceBeEnough(frauke, await district);
  const reader = await readOnSecondDevice(stack, steps, closing, { frauke, recoverySecret, cases: [dog, place] });
  return { reader, recoverySecret };
}

async function registerDog(frauke: Applicant): Promise<Case> {
  const service = await frauke.finds('Hundesteuer', '24103', { id: 'dog-registration', agency: kiel });
  const draft = await frauke.does('fills in the form, with PDFs and a picture', async () => {
    const filled = await frauke.fillsIn(
      service,
      (answers) => Object.assign(answers['dog'] as JsonObject, { name: secretWords.dogName }),
      dogDocument,
    );
    expectThat(filled.check().valid, 'The answers are not valid.');
    return filled;
  });
  const matter = await frauke.submits(draft);
  await frauke.answers(matter, 'by-post');
  await frauke.sendsDocument(matter, await writePdf(`Police ${secretWords.uploadFileName}.pdf`, ['Haftpflicht']));
  await frauke.readsDecision(matter, 'approved', [secretWords.dogName, secretWords.uploadFileName]);
  await frauke.writes(matter, `Danke! Gruß aus der ${secretWords.cityReply}`);
  await frauke.seesStatus(matter, 'closed');
  return matter;
}

async function dogDocument(field: string): Promise<NewFile> {
  if (field === '/dog/petPassport') return writePicture('Heimtierausweis.png', `Foto ${secretWords.photoText}`);
  if (field !== '/insurance/proof') return writePdf('Nachweis.pdf', [`Nachweis ${field}`]);
  return writePdf(`${secretWords.policyFileName}.pdf`, ['Versicherungsschein', secretWords.policyText]);
}

async function findKindergartenPlace(frauke: Applicant): Promise<Case> {
  const service = await frauke.finds('Kita', 'Kiel', { id: 'kindergarten-place', agency: kiel });
  const draft = await frauke.fillsIn(
    service,
    (answers) =>
      Object.assign((answers['wishes'] as JsonObject[])[0] ?? {}, { facility: `Kita ${secretWords.kindergarten}` }),
    (field) => writePdf('Nachweis.pdf', [`Nachweis ${field}`]),
  );
  const matter = await frauke.submits(draft);
  await frauke.answers(matter, 'weekday-morning', 'saturday');
  await frauke.answers(matter, 'accept');
  await frauke.readsDecision(matter, 'approved', [secretWords.kindergarten]);
  await frauke.seesStatus(matter, 'closed');
  return matter;
}

async function readOnSecondDevice(
  stack: Stack,
  steps: Steps,
  closing: AsyncDisposableStack,
  { frauke, recoverySecret, cases }: { frauke: Applicant; recoverySecret: string; cases: Case[] },
): Promise<Applicant> {
  const name = 'Frauke 2';
  const { person } = await steps.step(
    name,
    'signs in on a second device, and reads nothing before recovery',
    async () => {
      const second = await signInAs(stack, 'person-1');
      closing.use(second.person);
      expectThat(second.person.state === 'needs-recovery', 'The second device did not ask for the recovery secret.');
      expectThat(second.recoverySecret === null, 'A further sign-in gave out a recovery secret.');
      return second;
    },
  );
  const device = new Applicant(name, person, steps);
  await device.does('gives the recovery secret: the device is signed, old messages become readable', async () => {
    await person.recover(recoverySecret);
    await device.sees(() => (person.state === 'ready' ? true : null));
    expectThat(person.accountId === frauke.person.accountId, 'It is another account.');
  });
  await device.does('reads both cases with every message, opens both decisions and the licence', async () => {
    for (const matter of cases) {
      const same = await device.sees(() => person.case(matter.id));
      await device.sees(() => (kindsOf(same) === kindsOf(matter) ? true : null));
      expectThat(
        same.timeline.every(({ verified }) => verified),
        'A message is not verified.',
      );
      expectThat((await textOfDecision(same)) === (await textOfDecision(matter)), 'The decisions differ.');
      await same.verifyReceipt();
    }
    expectThat((await readLicence(device))?.writer.verified === true, 'The licence cannot be read here.');
  });
  return device;
}

function kindsOf(matter: Case): string {
  return matter.timeline.map(({ kind }) => kind).join(' ');
}
