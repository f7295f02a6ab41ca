import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { partEnvironment } from './config/env.ts';
import { Homeserver, type MatrixSession } from './homeserver.ts';
import { posthornDir } from './paths.ts';
import { agencyPassword, type StackSecrets } from './secrets.ts';
import type { StackOptions } from './stack-options.ts';
import { partsOf } from './stack-parts.ts';
import { settle, type StackSetting } from './stack-setting.ts';
import { Supervisor } from './supervisor.ts';

/** A running stack. `await using stack = await startStack()` stops it at the end of the block. */
export class Stack implements AsyncDisposable {
  readonly dataDir: string;
  readonly logDir: string;
  readonly homeserver: Homeserver;
  readonly homeserverUrl: string;
  readonly eidUrl: string;
  readonly directoryUrl: string;
  readonly mailboxUrl: string;
  readonly pushUrl: string;
  /** Where the push gateway writes e-mails, a line of JSON each. */
  readonly mailFile: string;
  /** Lets its holder register accounts at the homeserver. */
  readonly registrationSecret: string;
  /** The processes: stop, kill and start single parts to see what an outage does. */
  readonly supervisor: Supervisor;
  readonly #secrets: StackSecrets;
  readonly #temporary: boolean;

  constructor(setting: StackSetting, supervisor: Supervisor) {
    this.dataDir = setting.dataDir;
    this.logDir = setting.logDir;
    this.homeserver = new Homeserver(setting.homeserver);
    this.homeserverUrl = setting.homeserver.url;
    this.eidUrl = setting.eidUrl;
    this.directoryUrl = setting.directoryUrl;
    this.mailboxUrl = setting.mailboxUrl;
    this.pushUrl = setting.pushUrl;
    this.mailFile = setting.mailFile;
    this.registrationSecret = setting.homeserver.registrationSecret;
    this.supervisor = supervisor;
    this.#secrets = setting.secrets;
    this.#temporary = setting.temporary;
  }

  /** Registers a sample agency's account if need be and signs a new device in. */
  async agencySession(localpart: string): Promise<MatrixSession> {
    const password = agencyPassword(this.#secrets, localpart);
    await this.homeserver.register(localpart, password);
    return this.homeserver.signInWithPassword(localpart, password);
  }

  /** A login token of the homeserver for one of the eID's persons. */
  async loginToken(personId: string): Promise<string> {
    return this.homeserver.loginToken(personId);
  }

  /** Where somebody can go on in a browser, for the terminal. */
  whereToClick(): string {
    return [
      `  The mailbox: apply, read, decide     ${this.mailboxUrl}/`,
      `  Directory of agencies and services   ${this.directoryUrl}/`,
      `  eID with its invented persons        ${this.eidUrl}/`,
      `  Homeserver (any Matrix client)       ${this.homeserverUrl}/`,
      `  E-mails that would be sent           ${this.mailFile}`,
      `  Logs                                 ${this.logDir}`,
    ].join('\n');
  }

  /** Stops every part; a temporary folder is removed. */
  async stop(): Promise<void> {
    await this.supervisor.stop();
    if (this.#temporary) rmSync(this.dataDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Starts the parts of Posthorn on this machine and waits until all are ready. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const setting = await settle(options);
  const supervisor = new Supervisor({
    logDir: setting.logDir,
    environment: { ...partEnvironment(), NODE_COMPILE_CACHE: join(posthornDir, 'node-cache') },
    ...(options.onCrash ? { onCrash: options.onCrash } : {}),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  const stack = new Stack(setting, supervisor);
  options.signal?.addEventListener('abort', () => void supervisor.stop(), { once: true });
  try {
    await supervisor.start(partsOf(options, setting));
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
}
