import { createServer } from 'node:http';
import { openDirectory, type AgencyProfile, type DirectoryClient } from '@posthorn/channel/directory';
import {
  generateSigningKey,
  signAgencyRegistration,
  signServicePublication,
  type PrivateKey,
} from '@posthorn/protocol';
import { placeToRegion, readDefinition, responsibleFor, searchServices } from '@posthorn/service-definition';
import type { ServiceDefinition } from '@posthorn/service-definition';
import { startTestDirectory, type TestDirectory } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const kielId = 'https://kiel.example';
const kielProfile: AgencyProfile = {
  clientId: kielId,
  displayName: { de: 'Stadt Kiel', en: 'City of Kiel' },
  matrix: { userId: '@kiel:localhost', masterKey: 'A'.repeat(43) },
};

let operator: TestDirectory;
let requests: { url: string; status: number }[] = [];
let directory: DirectoryClient;
let kielKey: PrivateKey;

beforeAll(async () => {
  operator = await startTestDirectory();
  directory = openDirectory(`${operator.url}/`, { fetch: countingFetch });
  kielKey = await generateSigningKey();
});

afterAll(async () => {
  await operator[Symbol.asyncDispose]();
});

async function countingFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init);
  requests.push({ url: new Request(input).url, status: response.status });
  return response;
}

/** Runs something and gives the statuses of the requests that it made. */
async function statusesOf(work: () => Promise<unknown>): Promise<number[]> {
  requests = [];
  await work();
  return requests.map((request) => request.status);
}

function bonfirePermit(version: number): ServiceDefinition {
  return readDefinition(
    {
      id: 'bonfire-permit',
      version,
      leikaKey: '99123456789000',
      title: { de: 'Osterfeuer anmelden', en: 'Announce a bonfire' },
      summary: { de: 'Für Brauchtumsfeuer im Freien.', en: 'For traditional fires in the open.' },
      keywords: { de: ['Feuer'], en: ['fire'] },
      legalBasis: [{ title: 'LImSchG § 7' }],
      responsible: [{ agency: kielId, regions: ['010020000000'] }],
      applicant: ['person'],
      form: {
        schema: { type: 'object', properties: { place: { type: 'string', 'x-title': { de: 'Ort', en: 'Place' } } } },
        pages: [
          { id: 'where', title: { de: 'Wo', en: 'Where' }, ui: { type: 'Control', scope: '#/properties/place' } },
        ],
      },
      steps: [{ id: 'check', title: { de: 'Prüfung', en: 'Check' }, status: 'in-progress' }],
      questions: {},
      retention: 'P1Y',
    },
    'bonfire-permit.json',
  );
}

test('an agency makes itself known, and says nothing twice', async () => {
  await expect(directory.agency(kielId)).rejects.toMatchObject({ code: 'agency-unknown' });
  await directory.publishAgency(kielProfile, kielKey);
  await directory.publishService(kielId, bonfirePermit(1), kielKey);
  expect(await directory.agency(kielId)).toMatchObject({ ...kielProfile, jwk: { kid: kielKey.kid } });
  expect(await directory.agencies()).toHaveLength(1);

  // A gateway publishes at each start; the directory hears of it only when something is new.
  expect(await statusesOf(() => directory.publishAgency(kielProfile, kielKey))).toEqual([304]);
  const renamed = { ...kielProfile, displayName: { de: 'Kiel', en: 'Kiel' } };
  await directory.publishAgency(renamed, kielKey);
  await directory.publishAgency(kielProfile, kielKey);
  expect((await directory.agency(kielId)).displayName).toEqual(kielProfile.displayName);
});

test('a person finds a service on their own device: the directory does not learn what for', async () => {
  requests = [];
  const [entries, regions] = await Promise.all([directory.catalogue(), directory.regions()]);
  const place = placeToRegion(regions, 'Kiel')[0]?.region.ars ?? '';
  const found = searchServices(entries, 'Feuer im Garten', 'de');
  expect(found[0]?.id).toBe('bonfire-permit');
  const responsible = responsibleFor(entries, 'bonfire-permit', place);
  expect(responsible?.entry.agency).toBe(kielId);
  expect(requests.map(({ url }) => new URL(url).pathname).toSorted()).toEqual([
    '/directory/catalogue',
    '/directory/regions',
  ]);

  // The directory's own answer is the same.
  expect(await directory.responsible('bonfire-permit', place)).toEqual({
    agency: kielId,
    service: { id: 'bonfire-permit', version: 1 },
    region: '010020000000',
  });
  await expect(directory.responsible('bonfire-permit', '09')).rejects.toMatchObject({ code: 'no-agency-responsible' });
});

test('a service comes with its agency, in any version that was ever published', async () => {
  await directory.publishService(kielId, bonfirePermit(2), kielKey);
  const service = await directory.service(kielId, 'bonfire-permit');
  expect(service.definition).toEqual(bonfirePermit(2));
  expect(service.agency.jwk.kid).toBe(kielKey.kid);
  expect((await directory.service(kielId, 'bonfire-permit', 1)).definition).toEqual(bonfirePermit(1));
  await expect(directory.service(kielId, 'bonfire-permit', 3)).rejects.toMatchObject({ code: 'service-unknown' });
  await expect(directory.service('https://x.example', 'a')).rejects.toMatchObject({ code: 'agency-unknown' });
  await expect(directory.service(kielId, '../../agencies')).rejects.toMatchObject({ code: 'request-invalid' });
});

test('what has not changed is not sent again', async () => {
  const first = await directory.regions();
  expect(await statusesOf(() => directory.regions())).toEqual([304]);
  expect(await directory.regions()).toBe(first);
  expect(await statusesOf(() => directory.service(kielId, 'bonfire-permit'))).toEqual([304, 304]);
});

test('the directory refuses, and the agency learns why', async () => {
  const stranger = await generateSigningKey();
  await expect(directory.publishAgency(kielProfile, stranger)).rejects.toMatchObject({
    code: 'agency-key-mismatch',
    mend: expect.stringContaining('first registration'),
  });
  const changed = { ...bonfirePermit(2), retention: 'P9Y' };
  await expect(directory.publishService(kielId, changed, kielKey)).rejects.toMatchObject({
    code: 'service-version-taken',
  });
});

test('a directory that lies is found out', async () => {
  const attacker = await generateSigningKey();
  const aud = directory.baseUrl;
  const { displayName, matrix } = kielProfile;
  const genuine = await signAgencyRegistration({ iss: kielId, aud, displayName, matrix }, kielKey);
  const other = await signAgencyRegistration({ iss: 'https://evil.example', aud, displayName, matrix }, attacker);
  const definition = JSON.parse(JSON.stringify(bonfirePermit(1)));
  const swapped = await signServicePublication({ iss: kielId, aud, definition }, attacker);
  const older = await signServicePublication({ iss: kielId, aud, definition }, kielKey);

  /** Answers what a rogue directory likes. */
  function lying(record: string, service: string): DirectoryClient {
    return openDirectory('https://directory.example', {
      fetch: async (input) => Response.json({ jws: new Request(input).url.includes('/services/') ? service : record }),
    });
  }
  const invalid = { code: 'signature-invalid' };
  await expect(lying(other, older).agency(kielId)).rejects.toMatchObject(invalid);
  await expect(lying(`${genuine}x`, older).agency(kielId)).rejects.toMatchObject(invalid);
  await expect(lying(genuine, swapped).service(kielId, 'bonfire-permit')).rejects.toMatchObject(invalid);
  await expect(lying(genuine, older).service(kielId, 'bonfire-permit', 2)).rejects.toMatchObject(invalid);
  await expect(lying(genuine, older).service(kielId, 'dog-registration')).rejects.toMatchObject(invalid);
  expect((await lying(genuine, older).service(kielId, 'bonfire-permit', 1)).definition.version).toBe(1);
});

test('a directory that is away, or is something else, is unreachable', async () => {
  const nobody = openDirectory(`http://127.0.0.1:${await freePort()}`);
  await expect(nobody.catalogue()).rejects.toMatchObject({ code: 'directory-unreachable' });
  const replies = [
    new Response('<html>'),
    Response.json({ entries: [{}] }),
    new Response('bad gateway', { status: 502 }),
  ];
  for (const reply of replies) {
    const portal = openDirectory('https://directory.example', { fetch: async () => reply });
    await expect(portal.catalogue()).rejects.toMatchObject({ code: 'directory-unreachable' });
  }
});

async function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
