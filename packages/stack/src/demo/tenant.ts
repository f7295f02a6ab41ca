import type { Case } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import type { Stack } from '../stack.ts';
import { Applicant, signInAs, type Told } from './applicant.ts';
import { inBoth, type CaseWorker, type Work } from './case-worker.ts';
import { readPdf, writePdf } from './pdf.ts';
import { expectThat, type Steps } from './steps.ts';
import { secretWords } from './words.ts';

const due = '2099-12-31';

/** Ocke in Husum: housing benefit from a case worker who does everything by hand, a letter, and a certificate from Flensburg. */
export async function tenantStory(
  stack: Stack,
  steps: Steps,
  closing: AsyncDisposableStack,
  district: Promise<CaseWorker>,
): Promise<Told> {
  const { person, recoverySecret } = await steps.step('Ocke', 'signs in with the eID for the first time', () =>
    signInAs(stack, 'person-5'),
  );
  closing.use(person);
  expectThat(recoverySecret !== null, 'The first sign-in gave no recovery secret.');
  const ocke = new Applicant('Ocke', person, steps);
  await getCertificate(ocke);
  await getHousingBenefit(ocke, await district);
  return { reader: ocke, recoverySecret };
}

async function getCertificate(ocke: Applicant): Promise<void> {
  const agency = 'https://flensburg.example';
  const service = await ocke.finds('Meldebescheinigung', 'Flensburg', { id: 'registration-certificate', agency });
  const draft = await ocke.does(
    'fills in the form',
    () =>
      ocke.fillsIn(
        service,
        (answers) => Object.assign(answers['person'] as JsonObject, { lastName: secretWords.familyName }),
        (field) => writePdf('Nachweis.pdf', [`Nachweis ${field}`]),
      ),
    (filled) => `it costs ${((filled.check().fee?.amount ?? 0) / 100).toFixed(2)} €`,
  );
  expectThat((draft.check().fee?.amount ?? 0) > 0, 'The certificate has no fee.');
  const matter = await ocke.submits(draft);
  await ocke.answers(matter, 'transfer');
  await ocke.sendsDocument(matter, await writePdf('Ausweis.pdf', ['Personalausweis']));
  await ocke.readsDecision(matter, 'approved', [secretWords.familyName]);
  await ocke.seesStatus(matter, 'closed');
}

async function getHousingBenefit(ocke: Applicant, district: CaseWorker): Promise<void> {
  const agency = 'https://nordfriesland.example';
  const service = await ocke.finds('Zuschuss zur Miete', '25813', { id: 'housing-benefit', agency });
  const draft = await ocke.fillsIn(
    service,
    (answers) => Object.assign(answers, { remarks: `Schlüssel beim Nachbarn mit der ${secretWords.remark}` }),
    (field) => writePdf(`Nachweis${field.replaceAll('/', '-')}.pdf`, [`Nachweis ${field}`]),
  );
  const matter = await ocke.submits(draft);
  const work = await district.does('a case worker opens the application with all its documents', async () => {
    const c = await district.application();
    expectThat(JSON.stringify(c.application.answers).includes(secretWords.remark), 'An answer is missing.');
    expectThat(c.attachments.length === draft.attachments.length, 'A document is missing.');
    await Promise.all(c.attachments.map(async (file) => readPdf(await file.read())));
    return c;
  });
  await askAndAnswer(ocke, district, matter, work);
  await decideAndReply(ocke, district, matter, work);
  await sendLetter(ocke, district, work.connectionId);
}

async function askAndAnswer(ocke: Applicant, district: CaseWorker, matter: Case, c: Work): Promise<void> {
  await district.does('sets a status with a note', () =>
    c.status('in-progress', { step: 'check', text: inBoth(`Stand: ${secretWords.statusText}`) }),
  );
  const choices = [
    { code: secretWords.choice, text: inBoth(`Ja, ${secretWords.choice}`) },
    { code: 'no', text: inBoth('Nein') },
  ];
  const answered = c.ask({ text: inBoth(`Wohnt dort die ${secretWords.questionText}?`), choices });
  await ocke.answers(matter, secretWords.choice);
  await district.does('gets the answer as a code', async () => {
    const { code } = await answered;
    expectThat(code === secretWords.choice, 'The code is another one.');
  });
  const text = inBoth(`Bitte den ${secretWords.requestText} senden.`);
  const sent = c.requestDocument({ text, accept: ['application/pdf'], maxSize: 1_000_000, due });
  await ocke.sendsDocument(matter, await writePdf('Beleg.pdf', ['Beleg über die Miete']));
  await district.does('opens the document that was asked for', async () => {
    expectThat((await readPdf(await (await sent).read())).includes('Beleg über die Miete'), 'It is another document.');
  });
}

async function decideAndReply(ocke: Applicant, district: CaseWorker, matter: Case, c: Work): Promise<void> {
  const lines = ['Wohngeldbescheid', `Sie erhalten die ${secretWords.decisionFileText} von 312 Euro.`];
  const notice = await writePdf(`${secretWords.decisionFileName}.pdf`, lines);
  await district.does('decides, with a PDF', () =>
    c.decide({ outcome: 'approved', text: inBoth(`Bewilligt: ${secretWords.decisionText}`), files: [notice] }),
  );
  await ocke.readsDecision(matter, 'approved', [secretWords.decisionFileText]);
  const reply = `Vielen Dank und einen ${secretWords.districtReply}!`;
  await ocke.writes(matter, reply);
  await district.does('reads the reply, word for word', () => district.reads(matter.id, reply));
}

async function sendLetter(ocke: Applicant, district: CaseWorker, connectionId: string): Promise<void> {
  const text = `Bitte melden Sie jede Änderung. ${secretWords.letterText}`;
  const caseId = await district.does('writes a letter that nobody had asked for', () =>
    district.writesLetter(connectionId, 'Ihre Mitwirkung', text, due),
  );
  await ocke.does('finds the letter in the mailbox, with its deadline', async () => {
    const letter = await ocke.sees(() => ocke.person.case(caseId));
    const notice = await ocke.sees(() => letter.timeline.find(({ kind }) => kind === 'notice'));
    expectThat(letter.title === 'Ihre Mitwirkung' && notice.body.includes(text), 'The letter says something else.');
    expectThat(notice.verified && letter.deadlines[0]?.due === due, 'The deadline is missing.');
  });
}
