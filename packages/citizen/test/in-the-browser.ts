/** What a web app does with the main entry; bundled and run in a real browser by browser.test.ts. */
import { isPosthornError } from '@posthorn/protocol';
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
  /** What comes of opening the store once more while it is open. */
  whileOpen: string;
  /** Title and status of each case after the session was taken up again. */
  cases: [title: string, status: string][];
  /** Whether the homeserver heard of the signing out. */
  endedAtServer: boolean;
  /** What the browser keeps after signing out: databases, caches, stored values. */
  left: number;
}

async function applyInBrowser(task: BrowserTask): Promise<BrowserReport> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const { person, recoverySecret } = await signIn({ ...task, store: await openBrowserStore('ada', key) });
  await apply(person);
  const whileOpen = await openBrowserStore('ada', key, { patience: 100 }).then(
    () => 'opened',
    (error: unknown) => (isPosthornError(error) ? error.code : 'unexpected'),
  );
  await person.close();

  const { homeserver, directory } = task;
  const again = await signIn({ homeserver, directory, store: await openBrowserStore('ada', key) });
  const cases = again.person.cases().map(({ title, status }): [string, string] => [title, status]);
  await again.person.close();

  // Signed out on a train.
  const offline = await signIn({
    directory,
    homeserver: 'http://127.0.0.1:9',
    store: await openBrowserStore('ada', key),
  });
  const { endedAtServer } = await offline.person.signOut();
  const left = [
    await indexedDB.databases(),
    await caches.keys(),
    Object.keys(localStorage),
    Object.keys(sessionStorage),
  ];
  return { hasRecoverySecret: recoverySecret !== null, whileOpen, cases, endedAtServer, left: left.flat().length };
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
