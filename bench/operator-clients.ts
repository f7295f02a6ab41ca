import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAgency, type Agency } from '@posthorn/agency';
import { freePort, startStack, type Stack } from '@posthorn/stack';
import { Device } from '../packages/agency/test/device.ts';
import { generateDeviceKeys, OldDevice } from '../packages/operator/test/egendata/old-device.ts';
import { startOldService } from '../packages/operator/test/egendata/old-service.ts';
import { generateRsaKey } from '../packages/operator/test/egendata/rsa-keys.ts';
import type { BenchOperator } from './operator-site.ts';
import { secondsFor } from './pool.ts';
import { median, type BenchOptions, type Metrics } from './report.ts';

/** A service of either kind with people who are connected with it. */
interface DataClient {
  write(connection: string, content: object): Promise<unknown>;
  read(connection: string): Promise<unknown>;
  connections: string[];
}

const concurrency = 20;
const people = 40;
const area = 'application';
const content = { applicant: 'Erika Mustermann', answers: Array.from({ length: 10 }, (_, index) => `Answer ${index}`) };

/**
 * From end to end: what a service does that uses the unchanged npm client, and what an agency does that uses our SDK. Both run in this
 * process and take turns; each operation signs, encrypts, sends, decrypts and verifies.
 */
export async function measureClients(
  operator: BenchOperator,
  { quick, progress }: Pick<BenchOptions, 'quick' | 'progress'>,
): Promise<Metrics> {
  await using parts = new AsyncDisposableStack();
  progress('connecting people with a service that uses the npm client, and with an agency');
  const clients = { npm: await openNpmClient(parts, operator), sdk: await openSdk(parts, operator) };
  const rates: Record<keyof typeof clients, number[]> = { npm: [], sdk: [] };
  for (let round = -1; round < (quick ? 2 : 5); round += 1) {
    progress(`clients, ${round < 0 ? 'warming up' : `round ${round + 1}`}`);
    for (const [name, count] of [['npm', 160] as const, ['sdk', 480] as const]) {
      const rate = await rateOf(clients[name], count);
      if (round >= 0) rates[name].push(rate);
    }
  }
  const [npm, sdk] = [median(rates.npm), median(rates.sdk)];
  return {
    'end to end, npm client, concurrency 20': { value: npm, unit: 'operations/s' },
    'end to end, our SDK, concurrency 20': { value: sdk, unit: 'operations/s' },
    'end to end, our SDK to npm client': { value: sdk / npm, unit: 'ratio', goal: { min: 3 } },
  };
}

/** Writes and reads in equal parts, each of another person than the ones beside it. */
async function rateOf(client: DataClient, count: number): Promise<number> {
  const seconds = await secondsFor(count, concurrency, async (index) => {
    const isWrite = index % 2 === 0;
    const person = Math.floor(index / 2) + (isWrite ? 0 : people / 2);
    const connection = client.connections[person % people] ?? '';
    await (isWrite ? client.write(connection, { ...content, index }) : client.read(connection));
  });
  return count / seconds;
}

async function openNpmClient(parts: AsyncDisposableStack, { baseUrl }: BenchOperator): Promise<DataClient> {
  const asksFor = [
    { area, types: ['READ' as const, 'WRITE' as const], purpose: 'To decide', description: 'Your form' },
  ];
  const key = await generateRsaKey('sig');
  const service = parts.use(await startOldService({ name: 'Old office', operator: baseUrl, key, asksFor }));
  await service.client.connect();
  const connections: string[] = [];
  // Making RSA keys takes long: everybody has the same.
  const keys = await generateDeviceKeys();
  for (let index = 0; index < people; index += 1) {
    const person = await new OldDevice(keys, baseUrl).register();
    connections.push(await person.signUp((await service.openSignInPage()).url));
  }
  const { data } = service.client;
  return {
    connections,
    write: (connection, given) => data.write(connection, { area, data: given }),
    read: (connection) => data.read(connection, { area }),
  };
}

async function openSdk(parts: AsyncDisposableStack, { baseUrl }: BenchOperator): Promise<DataClient> {
  const stack = parts.use(await startStack({ parts: ['eid', 'homeserver'] }));
  const agency = parts.use(await openBenchAgency(parts, stack, baseUrl));
  const connections: string[] = [];
  for (let index = 0; index < people; index += 1) {
    const person = await Device.register(baseUrl);
    const code = person.scan((await agency.logins.begin()).url);
    const permissions = await person.askWhat(code);
    connections.push(await person.agree(agency.clientId, { sid: code.sid, permissions }));
  }
  const { data, clientId } = agency;
  return {
    connections,
    write: (connection, given) => data.write(connection, { area, content: { ...given } }),
    read: (connection) => data.read(connection, { domain: clientId, area }),
  };
}

async function openBenchAgency(parts: AsyncDisposableStack, stack: Stack, directory: string): Promise<Agency> {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-bench-agency-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const [user, password] = ['new-office', randomBytes(24).toString('base64url')];
  await stack.homeserver.register(user, password);
  const agency = await openAgency({
    clientId: 'https://new-office.example',
    names: { de: 'Neues Amt', en: 'New office' },
    homeserver: stack.homeserverUrl,
    user,
    password,
    directory,
    signingKeyFile: path.join(folder, 'signing-key.json'),
    storage: { folder, key: new Uint8Array(randomBytes(32)) },
    services: [],
    web: { port: await freePort() },
    permissions: [
      { type: 'WRITE', area, description: 'Your form' },
      { type: 'READ', area, purpose: 'To decide' },
    ],
  });
  await agency.start();
  await agency.published();
  return agency;
}
