import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { answerInteraction, sendPage } from './interaction.ts';
import { loadKeys } from './keys.ts';
import { overviewPage } from './login-page.ts';
import { samplePersons, testPerson, type EidPerson } from './persons.ts';
import { createProvider, type EidClient } from './provider.ts';
import { RecordStore } from './record-store.ts';
import { SubjectStore } from './subjects.ts';
import { chooseLanguage } from './texts.ts';

/** How an eID is started. */
export interface EidOptions {
  /** Port on 127.0.0.1 */
  readonly port: number;
  /** Keeps the keys and the pairwise subjects over restarts. */
  readonly dataDir: string;
  readonly clients: readonly EidClient[];
  /** Who can sign in, instead of the sample persons. */
  readonly persons?: readonly EidPerson[];
  /** Lets anybody sign in under an id `test-…`: for tests and load, never offered on the page. */
  readonly testPersons?: boolean;
}

/** A development eID that is answering. */
export interface RunningEid extends AsyncDisposable {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the development eID on loopback. Rejects with the system's error if the port is taken. */
export async function startEid(options: EidOptions): Promise<RunningEid> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const persons = options.persons ?? samplePersons;
  const personsById = new Map(persons.map((person) => [person.id, person]));
  const findPerson = (id: string): EidPerson | undefined =>
    personsById.get(id) ?? (options.testPersons ? testPerson(id) : undefined);
  const url = `http://127.0.0.1:${options.port}`;
  const subjects = new SubjectStore(join(options.dataDir, 'subjects.db'));
  const records = new RecordStore(join(options.dataDir, 'records.db'));
  const keys = loadKeys(options.dataDir);
  const provider = createProvider({ issuer: `${url}/`, clients: options.clients, keys, subjects, records, findPerson });
  const openId = provider.callback();
  const style = readFileSync(new URL('./style.css', import.meta.url));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname === '/') {
      const language = chooseLanguage(searchParams.get('lang'), request.headers['accept-language']);
      return sendPage(response, 200, overviewPage(language, persons));
    }
    if (pathname === '/style.css') {
      response
        .writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' })
        .end(style);
      return;
    }
    if (pathname.startsWith('/interaction/'))
      return answerInteraction({ provider, persons, findPerson }, request, response);
    return openId(request, response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('eid: a request failed:', error instanceof Error ? error.name : 'unknown error');
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The eID could not answer. Start the sign-in again.\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });

  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    subjects.close();
    records.close();
  }
  return { url, stop, [Symbol.asyncDispose]: stop };
}
