import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agency, type AgencyConfig, openAgency } from '@posthorn/agency';
import { parseService } from '@posthorn/service-definition';
import type { Town } from './residents.ts';

interface OfficeOptions {
  clientId: string;
  localpart: string;
  /** services by their id in `services/` */
  services: string[];
  handlers?: (agency: Agency) => void;
}

/** An agency within the test's own process, so that a story sees what a case worker sees. It can go away and come back. */
export class Office implements AsyncDisposable {
  readonly #config: AgencyConfig;
  readonly #handlers: (agency: Agency) => void;
  agency: Agency;

  constructor(config: AgencyConfig, agency: Agency, handlers: (agency: Agency) => void) {
    this.#config = config;
    this.agency = agency;
    this.#handlers = handlers;
  }

  static async open(town: Town, options: OfficeOptions): Promise<Office> {
    const { clientId, localpart, services, handlers = () => {} } = options;
    const password = randomBytes(24).toString('base64url');
    await town.homeserver.register(localpart, password);
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-office-'));
    const config: AgencyConfig = {
      clientId,
      names: { de: `Amt ${localpart}`, en: `Office ${localpart}` },
      homeserver: town.homeserver.url,
      user: localpart,
      password,
      directory: town.directoryUrl,
      signingKeyFile: join(folder, 'signing-key.json'),
      storage: { folder, key: randomBytes(32) },
      services: await Promise.all(services.map(loadService)),
    };
    const office = new Office(config, await started(config, handlers), handlers);
    await office.agency.published();
    return office;
  }

  /** Leaves the line: nothing is received or sent until `comeBack`. */
  async goAway(): Promise<void> {
    await this.agency.close();
  }

  async comeBack(): Promise<void> {
    this.agency = await started(this.#config, this.#handlers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agency.close();
    await rm(this.#config.storage.folder, { recursive: true, force: true });
  }
}

async function started(config: AgencyConfig, handlers: (agency: Agency) => void): Promise<Agency> {
  const agency = await openAgency(config);
  handlers(agency);
  await agency.start();
  return agency;
}

async function loadService(id: string): Promise<ReturnType<typeof parseService>> {
  const file = new URL(`../services/${id}.yaml`, import.meta.url);
  return parseService(await readFile(file, 'utf8'), `services/${id}.yaml`);
}
