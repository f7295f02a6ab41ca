import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAgency, type Agency } from '@posthorn/agency';
import type { JsonObject } from '@posthorn/protocol';
import { filePlaces, parseService } from '@posthorn/service-definition';
import { freshPersonId, sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { applyForWindPark } from '../examples/wind-park.ts';
import { verifyReceiptProof, type NewFile, type Person } from '../src/index.ts';
import { openStore, signIn } from '../src/node.ts';
import { pdfFile } from './pool-permit.ts';

const clientId = 'https://genehmigung.sh.example';

test("the README's company applies for the wind park at a real gateway", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-wind-park-'));
  await using directory = await startTestDirectory();
  const service = parseService(await readFromServices('wind-park-permit.yaml'), 'wind-park-permit.yaml');
  const homeserver = sharedHomeserver();
  const [user, password] = [`permits-${randomBytes(6).toString('hex')}`, randomBytes(24).toString('base64url')];
  await homeserver.register(user, password);
  const agency = await openAgency({
    clientId,
    names: { de: 'Genehmigungsbehörde', en: 'Permit authority' },
    homeserver: homeserver.url,
    user,
    password,
    directory: directory.url,
    signingKeyFile: join(folder, 'signing-key.json'),
    storage: { folder: join(folder, 'agency'), key: new Uint8Array(randomBytes(32)) },
    services: [service],
    web: { port: 0 },
  });
  await agency.start();

  const answers = JSON.parse(await readFromServices('examples/wind-park-permit.json')) as JsonObject;
  const documents = new Map<string, NewFile>();
  for (const [index, { path, rule }] of filePlaces(service, answers).entries()) {
    documents.set(path, { ...pdfFile(`Unterlage ${index}.pdf`, 40_000), mediaType: rule.accept[0] ?? '' });
  }
  const geodata = {
    name: 'Standorte.geojson',
    mediaType: 'application/geo+json',
    bytes: Buffer.from('{"type":"Feature"}'),
  };
  documents.set('/reports/geodata', geodata);

  const personId = freshPersonId();
  const secrets: string[] = [];
  const login = {
    homeserver: homeserver.url,
    directory: directory.url,
    folder: join(folder, 'account'),
    key: new Uint8Array(randomBytes(32)),
    keep: (secret: string) => void secrets.push(secret),
    // The part of the company's employee in front of the browser.
    open: async (url: string) => {
      const back = new URL(new URL(url).searchParams.get('redirectUrl') ?? '');
      back.searchParams.set('loginToken', await homeserver.loginToken(personId));
      expect((await fetch(new URL('/favicon.ico', back))).status).toBe(404);
      expect((await fetch(back)).status).toBe(200);
    },
  };
  const progress: number[] = [];
  const papers = { answers, documents, onProgress: (sent: number, total: number) => void progress.push(sent / total) };
  const proof = await applyForWindPark(login, papers);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
  expect(secrets).toHaveLength(1);
  const proven = await verifyReceiptProof(proof);
  expect(proven).toMatchObject({ agency: { id: clientId }, receipt: { service: { id: 'wind-park-permit' } } });
  expect(proven.receipt.attachments).toHaveLength(documents.size);

  const noOneToOpen = { ...login, open: () => Promise.reject(new Error('the session in the folder is enough')) };
  expect((await applyForWindPark(noOneToOpen, papers)).receipt).not.toBe(proof.receipt);

  const { person } = await signIn({ ...noOneToOpen, store: await openStore(login.folder, login.key) });
  await signInAtThePage(person, agency);
  await person.close();
  await agency.close();
  await rm(folder, { recursive: true, force: true });
}, 240_000);

/** The company signs in at the authority's page, lets it keep the permit in its store, and reads what it says there. */
async function signInAtThePage(person: Person, agency: Agency): Promise<void> {
  const page = await agency.logins.begin();
  const request = await person.data.readLoginRequest(page.url);
  // The connection of the room is the connection of the data.
  expect(request.kind).toBe('login');
  await request.agree();
  const state = await agency.logins.state(page.id);
  if (state.state !== 'signed-in') throw new Error(`the page says ${state.state}`);
  const { connectionId } = state;
  expect(person.connections()).toMatchObject([{ connectionId }]);

  await agency.data.request(connectionId, [{ type: 'WRITE', area: 'wind-park', description: 'Ihre Genehmigung' }]);
  const [asked] = await person.data.requests();
  expect(asked).toMatchObject({ service: { id: clientId }, permissions: [{ type: 'WRITE', area: 'wind-park' }] });
  await person.data.answer(asked ?? { id: '' }, { approve: asked?.permissions.map(({ id }) => id) ?? [] });
  await agency.data.write(connectionId, { area: 'wind-park', content: { turbines: 3 } });
  expect(await person.data.read(clientId, 'wind-park')).toMatchObject({
    content: { turbines: 3 },
    writer: { service: clientId, verified: true, bound: true },
  });
}

function readFromServices(file: string): Promise<string> {
  return readFile(new URL(`../../../services/${file}`, import.meta.url), 'utf8');
}
