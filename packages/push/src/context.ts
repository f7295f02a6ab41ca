import { createLogger, type ResolveHost } from '@posthorn/serving';
import type { FastifyBaseLogger } from 'fastify';
import type { DestinationStream } from 'pino';
import type { PushConfig } from './config/env.ts';
import { AddressCheck } from './email/address-check.ts';
import { openMailSender, type MailSender } from './email/mail-sender.ts';
import { RecentlyTold } from './email/recently-told.ts';
import { openSeals, type Seals } from './email/seal.ts';
import { keysIn } from './keys.ts';
import { openWebPushSender, type WebPushSender } from './web/web-push-sender.ts';

/** All parts of a push gateway, put together. */
export interface PushContext extends AsyncDisposable {
  config: PushConfig;
  log: FastifyBaseLogger;
  mailboxUrl: URL;
  /** RFC 8292, base64url: what browsers subscribe with. */
  vapidPublicKey: string;
  seals: Seals;
  webPush: WebPushSender;
  /** Null: e-mail is switched off. */
  email: { mails: MailSender; addresses: AddressCheck; recentlyTold: RecentlyTold } | null;
}

/** What a test puts in the place of the real thing. */
export interface Surroundings {
  /** Where log lines go instead of standard output. */
  logTo?: DestinationStream;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How names of push services become addresses. */
  resolve?: ResolveHost;
}

/** Puts the parts of a push gateway together. */
export async function openContext(config: PushConfig, surroundings: Surroundings): Promise<PushContext> {
  const { now = Date.now } = surroundings;
  await using parts = new AsyncDisposableStack();
  const log = createLogger('push', config.logLevel, surroundings.logTo);
  const keys = await keysIn(config.dataFolder);
  const seals = openSeals(keys.sealing, now);
  const subject = subjectOf(config.mailboxUrl);
  const webPush = parts.use(
    openWebPushSender({
      vapid: keys.vapid,
      subject,
      anywhere: config.allowPrivateAddresses,
      resolve: surroundings.resolve,
      log,
    }),
  );
  const mails = config.mail === null ? null : parts.use(openMailSender(config.mail, config.mailFrom));
  const running = parts.move();
  return {
    config,
    log,
    mailboxUrl: config.mailboxUrl,
    vapidPublicKey: keys.vapid.publicKey,
    seals,
    webPush,
    email: mails && { mails, addresses: new AddressCheck(seals, mails), recentlyTold: new RecentlyTold(now) },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Whom a push service asks when something is wrong: push services refuse http addresses, which development has. */
function subjectOf(mailboxUrl: URL): string {
  return mailboxUrl.protocol === 'https:' ? mailboxUrl.origin : 'mailto:development@posthorn.example';
}
