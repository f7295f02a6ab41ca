/**
 * A program that applies for a pool permit, to be killed at any stage and started again. At each stage that it sees for
 * the first time it says so and stands still until it gets a line: a kill falls exactly there.
 */
import { readSync, writeSync } from 'node:fs';
import { openStore, signIn } from '../src/node.ts';
import { findPoolPermit, nextEvent, until } from './person-story.ts';
import { pdfFile } from './pool-permit.ts';

interface Task {
  homeserver: string;
  directory: string;
  folder: string;
  key: string;
  loginToken: string;
}

const { folder, key, ...options } = JSON.parse(process.argv[2] ?? '') as Task;
const store = await openStore(folder, Buffer.from(key, 'hex'));
const { person } = await signIn({ ...options, store });
const seen = new Set<string>();
at('signed in');
person.onChange(look);
look();

const [begun] = await person.drafts();
if (person.cases().length === 0) {
  const draft = (await begun?.open()) ?? (await person.draft(await findPoolPermit(person)));
  if (!begun) {
    draft.set({ name: 'Kraft & Wind GmbH', depth: 1 });
    await draft.attach('plan', pdfFile('Plan.pdf', 180_000));
    await draft.attach('/photos/-', pdfFile('Foto.pdf', 90_000));
    await draft.save({ onProgress: (sent) => at(sent === 0 ? 'uploading' : 'uploaded a part') });
    at('saved');
  }
  await draft.submit();
}
const [matter] = person.cases();
if (matter) {
  await nextEvent(matter, 'receipt');
  await until(person, () => (matter.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));
}
writeSync(1, `done ${person.cases().length}\n`);
await person.close();

/** The stages of what has been submitted, also those that an earlier run has reached. */
function look(): void {
  const [submitted] = person.cases();
  if (!submitted) return;
  at('queued');
  if (person.connections().some(({ roomId }) => roomId !== null)) at('connected');
  const own = submitted.timeline.filter(({ from }) => from === 'me');
  const sent = own.filter(({ delivery }) => delivery !== 'sending');
  if (sent.some(({ kind }) => kind === 'application')) at('application sent');
  if (own.length === 3 && sent.length === 3) at('files sent');
}

function at(stage: string): void {
  if (seen.has(stage)) return;
  seen.add(stage);
  writeSync(1, `at ${stage}\n`);
  // Blocks the whole program; ends too when nobody is left to let it go on.
  readSync(0, Buffer.alloc(1));
}
