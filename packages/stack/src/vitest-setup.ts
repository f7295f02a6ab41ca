import type { TestProject } from 'vitest/node';
import { makeOperatorTemplate } from './operator-template.ts';
import { startPostgres } from './postgres-server.ts';
import { startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    homeserverUrl: string;
    eidUrl: string;
    /** An operator with an empty directory, for agencies whose clientId is their own. */
    operatorUrl: string;
    /** A PostgreSQL server, for databases of their own. */
    postgresUrl: string;
    /** Name of the database in it that operators under test begin with. */
    operatorTemplate: string;
    /** Lets tests register agencies' accounts. */
    registrationSecret: string;
    /** The shared homeserver's data, for tests that look for plaintext in it. */
    stackDir: string;
  }
}

/** Starts one homeserver, one eID, one operator and one PostgreSQL server that all test files share; whoever needs an outage starts a stack of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using parts = new AsyncDisposableStack();
  const stackStarts = startStack({
    parts: ['homeserver', 'eid', 'operator'],
    signInPages: ['http://127.0.0.1:', 'http://localhost:'],
  });
  const postgresStarts = startPostgres();
  const stack = parts.use(await stackStarts);
  const postgres = parts.use(await postgresStarts);
  project.provide('homeserverUrl', stack.homeserverUrl);
  project.provide('eidUrl', stack.eidUrl);
  project.provide('operatorUrl', stack.directoryUrl);
  project.provide('postgresUrl', postgres.url);
  project.provide('operatorTemplate', await makeOperatorTemplate(postgres));
  project.provide('registrationSecret', stack.registrationSecret);
  project.provide('stackDir', stack.dataDir);
  const running = parts.move();
  return () => running.disposeAsync();
}
