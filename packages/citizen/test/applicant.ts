/** A program that applies for a pool permit, to be killed at any moment and started again. Says on standard output where it is. */
import { openStore, signIn } from '../src/node.ts';
import { pdfFile } from './pool-permit.ts';
import { findPoolPermit, nextEvent, until } from './town.ts';

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
say('signed in');

const [begun] = await person.drafts();
if (person.cases().length === 0) {
  const draft = (await begun?.open()) ?? (await person.draft(await findPoolPermit(person)));
  if (!begun) {
    draft.set({ name: 'Kraft & Wind GmbH', depth: 1 });
    await draft.attach('plan', pdfFile('Plan.pdf', 180_000));
    await draft.attach('/photos/-', pdfFile('Foto.pdf', 90_000));
    await draft.save();
    say('saved');
  }
  await draft.submit();
  say('submitted');
}
const [matter] = person.cases();
if (matter) {
  await nextEvent(matter, 'receipt');
  await until(person, () => (matter.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));
}
say(`done ${person.cases().length}`);
await person.close();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
