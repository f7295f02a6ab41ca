import { join } from 'node:path';
import type { Part } from './part.ts';
import { repositoryRoot } from './paths.ts';

/** What serving the mailbox depends on. */
export interface MailboxPartOptions {
  readonly port: number;
  readonly url: string;
  readonly homeserverUrl: string;
  readonly directoryUrl: string;
  /** Of the push gateway, if there is one. */
  readonly pushUrl?: string;
}

/** Says how to serve the person's web app; it is built first if its sources have changed. */
export function mailboxPart({ port, url, homeserverUrl, directoryUrl, pushUrl }: MailboxPartOptions): Part {
  return {
    name: 'mailbox',
    command: process.execPath,
    args: [join(repositoryRoot, 'apps/mailbox/server/main.ts')],
    env: {
      PORT: String(port),
      POSTHORN_MAILBOX_URL: url,
      POSTHORN_HOMESERVER: homeserverUrl,
      POSTHORN_OPERATOR: directoryUrl,
      ...(pushUrl === undefined ? {} : { POSTHORN_PUSH: pushUrl }),
    },
    port,
    readyUrl: `http://127.0.0.1:${port}/health`,
    mend: 'Its log says why the app could not be built or served.',
  };
}
