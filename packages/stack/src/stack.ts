import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PosthornError } from '@posthorn/protocol';
import { partEnvironment } from './config/env.ts';
import { eidPart } from './eid-part.ts';
import { Homeserver, type HomeserverAccess, type MatrixSession } from './homeserver.ts';
import { operatorPart } from './operator-part.ts';
import type { Part } from './part.ts';
import { posthornDir } from './paths.ts';
import { choosePorts, type StackPorts } from './ports.ts';
import { loadSecrets, type StackSecrets } from './secrets.ts';
import { signedInPage } from './sign-in.ts';
import { Supervisor } from './supervisor.ts';
import { synapsePart } from './synapse.ts';

/** The parts that a stack knows how to start. */
export type PartName = 'eid' | 'homeserver' | 'operator';

/** How a stack is started. Without any option: free ports, a temporary folder that is removed at the end. */
export interface StackOptions {
  /** Keeps everything over restarts. Default: a temporary folder. */
  readonly dataDir?: string;
  /** Default: `logs` in the data folder. */
  readonly logDir?: string;
  /** First of the ports on 127.0.0.1. Default: free ports. */
  readonly portBase?: number;
  /** Default: all. */
  readonly parts?: readonly PartName[];
  /** A homeserver that is already there and trusts this eID. */
  readonly homeserver?: HomeserverAccess;
  /** Secret that such a homeserver shows to the eID. */
  readonly eidClientSecret?: string;
  /** Name of the own homeserver, the part of user ids after the colon. Default: localhost */
  readonly serverName?: string;
  /** Whether ids `test-…` may sign in at the eID. Default: only with a temporary folder. */
  readonly testPersons?: boolean;
  /** Pages that are given a login token without a question: prefixes of URLs. */
  readonly signInPages?: readonly string[];
  readonly onCrash?: (error: PosthornError) => void;
  readonly onProgress?: (line: string) => void;
  /** Stops the stack, also while it is still starting. */
  readonly signal?: AbortSignal;
}

/** A running stack. `await using stack = await startStack()` stops it at the end of the block. */
export class Stack implements AsyncDisposable {
  readonly dataDir: string;
  readonly logDir: string;
  readonly homeserver: Homeserver;
  readonly homeserverUrl: string;
  readonly eidUrl: string;
  readonly directoryUrl: string;
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
    this.registrationSecret = setting.homeserver.registrationSecret;
    this.supervisor = supervisor;
    this.#secrets = setting.secrets;
    this.#temporary = setting.temporary;
  }

  /** The password of a sample agency's account. */
  agencyPassword(localpart: string): string {
    return createHmac('sha256', this.#secrets.agencies).update(localpart).digest('base64url');
  }

  /** Registers a sample agency's account if need be and signs a new device in. */
  async agencySession(localpart: string): Promise<MatrixSession> {
    const password = this.agencyPassword(localpart);
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
      `  Directory of agencies and services   ${this.directoryUrl}/`,
      `  eID with its invented persons        ${this.eidUrl}/`,
      `  Homeserver (any Matrix client)       ${this.homeserverUrl}/`,
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

interface StackSetting {
  readonly dataDir: string;
  readonly logDir: string;
  readonly temporary: boolean;
  readonly ports: StackPorts;
  readonly homeserver: HomeserverAccess;
  readonly eidUrl: string;
  readonly directoryUrl: string;
  readonly secrets: StackSecrets;
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
  await supervisor.start(partsOf(options, setting));
  return stack;
}

async function settle(options: StackOptions): Promise<StackSetting> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'posthorn-'));
  const ports = await choosePorts(options.portBase);
  const secrets = loadSecrets(dataDir);
  return {
    dataDir,
    logDir: options.logDir ?? join(dataDir, 'logs'),
    temporary,
    ports,
    homeserver: options.homeserver ?? {
      url: `http://127.0.0.1:${ports.homeserver}`,
      registrationSecret: secrets.registration,
    },
    eidUrl: `http://127.0.0.1:${ports.eid}`,
    directoryUrl: `http://127.0.0.1:${ports.directory}`,
    secrets,
  };
}

function partsOf(options: StackOptions, setting: StackSetting): Part[] {
  const { dataDir, ports, eidUrl, secrets } = setting;
  const redirectUri = new URL('/_synapse/client/oidc/callback', setting.homeserver.url).href;
  const makers: Record<PartName, () => Part> = {
    eid: () =>
      eidPart({
        port: ports.eid,
        dataDir: join(dataDir, 'eid'),
        clients: [
          {
            clientId: 'homeserver',
            name: 'Posthorn',
            clientSecret: options.eidClientSecret ?? secrets.oidcClient,
            redirectUris: [redirectUri],
          },
        ],
        testPersons: options.testPersons ?? setting.temporary,
      }),
    homeserver: () =>
      synapsePart({
        port: ports.homeserver,
        serverName: options.serverName ?? 'localhost',
        dataDir: join(dataDir, 'homeserver'),
        eidUrl,
        signInPages: [signedInPage, `${setting.directoryUrl}/`, ...(options.signInPages ?? [])],
        secrets,
      }),
    operator: () =>
      operatorPart({ port: ports.directory, url: setting.directoryUrl, dataDir: join(dataDir, 'operator') }),
  };
  const wanted = options.parts ?? (Object.keys(makers) as PartName[]);
  return wanted.filter((name) => name !== 'homeserver' || !options.homeserver).map((name) => makers[name]());
}
