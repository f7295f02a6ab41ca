import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig, openAgency, type Agency, type AgencyData, type HandlerCase } from '@posthorn/agency';
import { repositoryRoot } from '../paths.ts';
import type { Stack } from '../stack.ts';
import { expectThat, type Steps } from './steps.ts';

const user = 'nordfriesland';

/** A case in the hands of the case worker. */
export type Work = HandlerCase<Record<string, unknown>>;

/** A case worker of the district, on the line with a program of the district's own instead of the gateway. */
export class CaseWorker implements AsyncDisposable {
  readonly #agency: Agency;
  readonly #steps: Steps;
  readonly #applied = Promise.withResolvers<Work>();
  readonly #done = Promise.withResolvers<void>();

  constructor(agency: Agency, steps: Steps) {
    this.#agency = agency;
    this.#steps = steps;
    agency.onApplication('housing-benefit', async (c) => {
      this.#applied.resolve(c);
      await this.#done.promise;
    });
  }

  /** Registers the district's account, publishes its keys and services, and goes on the line. */
  static async start(stack: Stack, steps: Steps): Promise<CaseWorker> {
    const [folder, password] = [join(stack.dataDir, 'agencies', user), randomBytes(32).toString('base64url')];
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'password'), password, { mode: 0o600 });
    await stack.homeserver.register(user, password);
    const config = await loadConfig(join(repositoryRoot, 'packages/stack/agencies', `${user}.yaml`), {
      POSTHORN_HOMESERVER_URL: stack.homeserverUrl,
      POSTHORN_DIRECTORY_URL: stack.directoryUrl,
      POSTHORN_GATEWAY_DATA: folder,
      POSTHORN_GATEWAY_PORT: '0',
    });
    const agency = await openAgency(config);
    const worker = new CaseWorker(agency, steps);
    await agency.start();
    await agency.published();
    return worker;
  }

  /** One step of the case worker's. */
  does<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#steps.step('District', what, work);
  }

  /** What people let the district read and write. */
  get data(): AgencyData {
    return this.#agency.data;
  }

  /**
   * Shows a page for signing in.
   *
   * @param scan what the person does with the page's link
   * @returns the connection that has signed in
   */
  async letsSignIn(scan: (url: string) => Promise<void>): Promise<string> {
    const { id, url } = await this.#agency.logins.begin();
    await scan(url);
    const login = await this.#agency.logins.state(id);
    expectThat(login.state === 'signed-in', 'Nobody has signed in.');
    return login.connectionId;
  }

  /** The application that comes in. */
  application(): Promise<Work> {
    return this.#applied.promise;
  }

  /** Waits until a person has written this in the case. */
  async reads(caseId: string, text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      const said = this.#agency
        .case(caseId)
        .history()
        .find((message) => message.body['text'] === text);
      if (said?.direction === 'in') resolve();
    };
    const stop = this.#agency.onMessage(look);
    look();
    await promise.finally(stop);
  }

  /** Writes to the person without an application before. Returns the new case. */
  async writesLetter(connectionId: string, title: string, text: string, due: string): Promise<string> {
    const id = this.#agency.openCase(connectionId, { title: inBoth(title), text: inBoth(text), due });
    await this.#agency.idle();
    expectThat(this.#agency.health().outbox.waiting === 0, 'The letter was not sent.');
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#done.resolve();
    await this.#agency.close();
  }
}

/** The same text for both languages: the district writes German here. */
export function inBoth(text: string): { de: string; en: string } {
  return { de: text, en: text };
}
