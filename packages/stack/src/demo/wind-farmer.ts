import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { verifyReceiptProof, type Draft, type NewFile } from '@posthorn/citizen';
import { openStore } from '@posthorn/citizen/node';
import type { JsonObject } from '@posthorn/protocol';
import type { Stack } from '../stack.ts';
import { Applicant, signInAs, type Told } from './applicant.ts';
import { writePdf } from './pdf.ts';
import { expectThat, type Steps } from './steps.ts';
import { secretWords } from './words.ts';

const permits = 'https://genehmigung.sh.example';
const largeReport = 6_000_000;

/** Where the company's program keeps its device, within a stack's data folder. */
export function companyFolder(stack: Stack): string {
  return join(stack.dataDir, 'company');
}

/** A company: its program applies for a wind park, with large documents and a restart in between. */
export async function windFarmerStory(stack: Stack, steps: Steps, closing: AsyncDisposableStack): Promise<Told> {
  const key = randomBytes(32);
  const first = await steps.step('Company', 'signs in from a program, with a store on disk', async () =>
    signInAs(stack, 'company-1', await openStore(companyFolder(stack), key)),
  );
  expectThat(first.recoverySecret !== null, 'The first sign-in gave no recovery secret.');
  const before = new Applicant('Company', first.person, steps);
  const draft = await prepareApplication(before);
  const { company, same } = await before.does(
    'restarts the program; the draft is still there, with all its documents',
    async () => {
      await first.person.close();
      const again = await signInAs(stack, 'company-1', await openStore(companyFolder(stack), key));
      closing.use(again.person);
      const [saved] = await again.person.drafts();
      expectThat(saved?.id === draft.id, 'The draft is gone.');
      const opened = await saved.open();
      expectThat(opened.attachments.length === draft.attachments.length, 'A document is missing.');
      return { company: new Applicant('Company', again.person, steps), same: opened };
    },
  );
  await getPermit(company, same);
  return { reader: company, recoverySecret: first.recoverySecret };
}

async function prepareApplication(company: Applicant): Promise<Draft> {
  const service = await company.finds('Windpark', '25813', { id: 'wind-park-permit', agency: permits });
  return company.does(
    'saves a draft, sealed',
    async () => {
      const filled = await company.fillsIn(
        service,
        (answers) => Object.assign(answers['project'] as JsonObject, { name: `Windpark ${secretWords.windPark}` }),
        report,
      );
      await filled.save();
      return filled;
    },
    (draft) => `${draft.attachments.length} documents, ${megabytes(draft)} MB`,
  );
}

async function report(field: string, accept: readonly string[]): Promise<NewFile> {
  if (accept.includes('application/pdf')) {
    const size = field === '/environment/habitatReport' ? largeReport : 20_000;
    return writePdf(`Gutachten${field.replaceAll('/', '-')}.pdf`, [`Gutachten ${field}`], size);
  }
  const properties = { name: secretWords.geodataText };
  const geometry = { type: 'Point', coordinates: [8.95, 54.55] };
  const bytes = new TextEncoder().encode(JSON.stringify({ type: 'Feature', properties, geometry }));
  return { name: 'Standorte.geojson', mediaType: 'application/geo+json', bytes };
}

function megabytes(draft: Draft): string {
  return (draft.attachments.reduce((sum, { size }) => sum + size, 0) / 1_000_000).toFixed(1);
}

async function getPermit(company: Applicant, draft: Draft): Promise<void> {
  const matter = await company.submits(draft);
  await company.does('proves the receipt to a third party, who needs no server for it', async () => {
    const proven = await verifyReceiptProof(structuredClone(await matter.receiptProof()));
    expectThat(proven.agency.id === permits, 'The proof names another agency.');
  });
  await company.answers(matter, 'reduced');
  await company.sendsDocument(matter, await writePdf('Schallgutachten.pdf', ['Schall'], 500_000));
  await company.readsDecision(matter, 'approved', [secretWords.windPark, 'Schallgutachten.pdf']);
  await company.seesStatus(matter, 'closed');
}
