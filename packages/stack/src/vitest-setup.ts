import type { TestProject } from 'vitest/node';
import { startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    homeserverUrl: string;
    eidUrl: string;
    /** An operator with an empty directory, for agencies whose clientId is their own. */
    operatorUrl: string;
    /** Lets tests register agencies' accounts. */
    registrationSecret: string;
    /** The shared homeserver's data, for tests that look for plaintext in it. */
    stackDir: string;
  }
}

/** Starts one homeserver, one eID and one operator that all test files share; whoever needs an outage starts a stack of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack({
    parts: ['homeserver', 'eid', 'operator'],
    signInPages: ['http://127.0.0.1:', 'http://localhost:'],
  });
  project.provide('homeserverUrl', stack.homeserverUrl);
  project.provide('eidUrl', stack.eidUrl);
  project.provide('operatorUrl', stack.directoryUrl);
  project.provide('registrationSecret', stack.registrationSecret);
  project.provide('stackDir', stack.dataDir);
  return () => stack.stop();
}
