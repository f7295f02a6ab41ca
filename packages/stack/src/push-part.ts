import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Part } from './part.ts';
import { repositoryRoot } from './paths.ts';

/** What running the push gateway depends on. */
export interface PushPartOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly mailboxUrl: string;
  /** Takes the e-mails: none leaves this machine. */
  readonly mailFile: string;
}

/** Says how to run the push gateway. */
export function pushPart({ port, dataDir, mailboxUrl, mailFile }: PushPartOptions): Part {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return {
    name: 'push',
    command: process.execPath,
    args: [join(repositoryRoot, 'packages/push/src/main.ts')],
    env: {
      PORT: String(port),
      POSTHORN_DATA: dataDir,
      POSTHORN_MAILBOX_URL: mailboxUrl,
      SMTP_URL: pathToFileURL(mailFile).href,
    },
    port,
    readyUrl: `http://127.0.0.1:${port}/health`,
    mend: 'If its data is broken, start with --reset.',
  };
}
