import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAgency, type Agency, type AgencyConfig } from '@posthorn/agency';
import { parseService, type ServiceDefinition } from '@posthorn/service-definition';
import { freePort, type Homeserver } from '@posthorn/stack';
import { sharedHomeserver, startTestDirectory, type TestDirectory } from '@posthorn/stack/testing';
import { createWebServer } from '../server/web-server.ts';

/** A mailbox on the shared homeserver, with an operator of its own and the city of Kiel on the line. */
export interface MailboxTown extends AsyncDisposable {
  /** Of the mailbox. */
  url: string;
  homeserver: Homeserver;
  directory: TestDirectory;
  directoryUrl: string;
  /** Of the push gateway, if there is one. */
  push?: string;
  kiel: Agency;
  /** Puts a further agency on the line. */
  open(config: TownAgency): Promise<Agency>;
}

/** What is special about an agency of a town. */
type TownAgency = Partial<AgencyConfig> & Pick<AgencyConfig, 'clientId' | 'services'>;

export const kielId = 'https://kiel.example';

/** What may be different from the usual town. */
export interface TownOptions {
  /** Base URL of a push gateway. Default: there is none. */
  push?: string;
  /** Where the app lies. Default: as it was built. */
  folder?: string;
  /** Where the mailbox listens. Default: any free port. */
  port?: number;
}

/** @param prepare registers handlers before Kiel goes on the line */
export async function openTown(
  prepare: (kiel: Agency) => void = () => undefined,
  { push, folder, ...options }: TownOptions = {},
): Promise<MailboxTown> {
  await using parts = new AsyncDisposableStack();
  const homeserver = sharedHomeserver();
  const directory = parts.use(await startTestDirectory());
  const directoryUrl = directory.url;
  const port = options.port ?? (await freePort());
  // Passkeys are made for names, not for bare addresses.
  const url = `http://localhost:${port}`;
  const config = { port, url, homeserver: homeserver.url, directory: directoryUrl, push: push ?? null };
  const server = await createWebServer(config, folder);
  parts.defer(() => server.close());
  await server.listen({ port, host: '127.0.0.1' });

  const open = (agency: TownAgency): ReturnType<typeof openAgencyIn> =>
    openAgencyIn({ homeserver, directoryUrl }, agency, prepare);
  const services = [await sampleService('dog-registration'), await sampleService('registration-certificate')];
  const names = { de: 'Landeshauptstadt Kiel', en: 'City of Kiel' };
  const kiel = parts.use(await open({ clientId: kielId, names, services }));
  const running = parts.move();
  return {
    url,
    homeserver,
    directory,
    directoryUrl,
    ...(push !== undefined && { push }),
    kiel,
    open: async (agency) => running.use(await open(agency)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A service of `services/`. */
export async function sampleService(id: string): Promise<ServiceDefinition> {
  const file = `${id}.yaml`;
  return parseService(await readFile(path.join(import.meta.dirname, '../../../services', file), 'utf8'), file);
}

async function openAgencyIn(
  { homeserver, directoryUrl }: Pick<MailboxTown, 'homeserver' | 'directoryUrl'>,
  config: TownAgency,
  prepare: (agency: Agency) => void,
): Promise<Agency & AsyncDisposable> {
  const [user, password] = [`agency-${randomBytes(6).toString('hex')}`, randomBytes(24).toString('base64url')];
  await homeserver.register(user, password);
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-mailbox-'));
  const agency = await openAgency({
    names: { de: 'Amt', en: 'Office' },
    homeserver: homeserver.url,
    user,
    password,
    directory: directoryUrl,
    signingKeyFile: path.join(folder, 'signing-key.json'),
    storage: { folder, key: new Uint8Array(randomBytes(32)) },
    web: { port: await freePort() },
    timing: { retry: 50, handlerRetry: 20 },
    ...config,
  });
  prepare(agency);
  await agency.start();
  await agency.published();
  return Object.assign(agency, {
    async [Symbol.asyncDispose]() {
      await agency.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}
