/** What a web app does with the main entry; bundled and run in a real browser by browser.test.ts. */
import { openBrowserStore, signIn, type Person } from '../src/index.ts';
import { pdfFile } from './pool-permit.ts';

/** Where to sign in, and the token for the first time. */
export interface BrowserTask {
  homeserver: string;
  directory: string;
  loginToken: string;
}

/** What came out of it. */
export interface BrowserReport {
  hasRecoverySecret: boolean;
  /** Title and status of each case after the session was taken up again. */
  cases: [title: string, status: string][];
  /** What the browser keeps after signing out. */
  databasesLeft: number;
}

async function applyInBrowser(task: BrowserTask): Promise<BrowserReport> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const { person, recoverySecret } = await signIn({ ...task, store: await openBrowserStore('ada', key) });
  await apply(person);
  await person.close();

  const { homeserver, directory } = task;
  const again = await signIn({ homeserver, directory, store: await openBrowserStore('ada', key) });
  const cases = again.person.cases().map(({ title, status }): [string, string] => [title, status]);
  await again.person.signOut();
  return { hasRecoverySecret: recoverySecret !== null, cases, databasesLeft: (await indexedDB.databases()).length };
}

async function apply(person: Person): Promise<void> {
  const [service] = (await person.findServices('Pool', 'Kiel')).services;
  if (!service) throw new Error('the pool permit was not found');
  const draft = await person.draft(service);
  draft.set({ name: 'Ada', depth: 1 });
  await draft.attach('plan', pdfFile('plan.pdf'));
  await draft.save();
  const matter = await draft.submit();
  for await (const event of matter.events()) if (event.kind === 'receipt' && event.verified) break;
}

Object.assign(globalThis, { applyInBrowser });
