import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HomeserverAccess } from './homeserver.ts';
import { choosePorts, type StackPorts } from './ports.ts';
import { loadSecrets, type StackSecrets } from './secrets.ts';
import type { StackOptions } from './stack-options.ts';

/** What a stack's options come to: every folder, port, address and secret is settled. */
export interface StackSetting {
  readonly dataDir: string;
  readonly logDir: string;
  readonly temporary: boolean;
  readonly ports: StackPorts;
  readonly homeserver: HomeserverAccess;
  readonly eidUrl: string;
  readonly directoryUrl: string;
  /** By the name that passkeys are made for: they know no bare addresses. */
  readonly mailboxUrl: string;
  readonly pushUrl: string;
  /** Where e-mails are written, a line of JSON each: none leaves this machine. */
  readonly mailFile: string;
  readonly secrets: StackSecrets;
}

/** Settles what the options leave open. */
export async function settle(options: StackOptions): Promise<StackSetting> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'posthorn-'));
  const chosen = await choosePorts(options.portBase);
  const ports = { ...chosen, eid: options.eidPort ?? chosen.eid };
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
    mailboxUrl: `http://localhost:${ports.mailbox}`,
    pushUrl: `http://127.0.0.1:${ports.push}`,
    mailFile: join(dataDir, 'push', 'mails.jsonl'),
    secrets,
  };
}
