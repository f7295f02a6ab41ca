import { isPosthornError, PosthornError } from '@posthorn/protocol';
import type { ResolveHost } from '@posthorn/serving';
import type { FastifyBaseLogger } from 'fastify';
import { request } from 'undici';
import webPush from 'web-push';
import type { GatewayKeys } from '../keys.ts';
import { openGuardedAgent } from './guarded-agent.ts';

/** What a browser gives out to be pushed to (RFC 8030, RFC 8291). */
export interface Subscription {
  endpoint: string;
  /** The browser's public key, base64url. */
  p256dh: string;
  /** Secret shared with the browser, base64url. */
  auth: string;
}

/** All that a push says. Who wrote, and what, the device finds out by itself. */
export interface MailPush {
  kind: 'mail';
  /** How much the homeserver counts as unread. */
  unread: number;
}

/** The way to push services. */
export interface WebPushSender extends AsyncDisposable {
  /**
   * Pushes to one browser, encrypted for it.
   *
   * @returns `gone` when the subscription does not exist any more, or can never be one
   * @throws PosthornError `push-service-unreachable` when it may work later
   */
  send(subscription: Subscription, message: MailPush): Promise<'told' | 'gone'>;
}

/** Milliseconds from connecting to the answer. */
const timeLimit = 10_000;

/** How long a push service keeps a message for a device that is off, in seconds: three days. */
const timeToLive = 3 * 24 * 60 * 60;

/** @param subject who runs the gateway, for the push service: an https or mailto URL (RFC 8292, section 2.1) */
export function openWebPushSender(options: {
  vapid: GatewayKeys['vapid'];
  subject: string;
  anywhere: boolean;
  resolve?: ResolveHost | undefined;
  log: FastifyBaseLogger;
}): WebPushSender {
  const agent = openGuardedAgent({ anywhere: options.anywhere, timeLimit, resolve: options.resolve });
  const vapidDetails = { ...options.vapid, subject: options.subject };

  async function post(subscription: Subscription, message: MailPush): Promise<number> {
    const { endpoint, p256dh, auth } = subscription;
    agent.check(endpoint);
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      // Always as long: not even the number of digits shows.
      JSON.stringify(message).padEnd(64),
      // Of several messages that wait for a device that is off, the last one is enough: the same topic.
      { vapidDetails, TTL: timeToLive, contentEncoding: 'aes128gcm', topic: 'mail' },
    );
    const answer = await request(endpoint, {
      method: 'POST',
      headers: headersOf(headers),
      body,
      dispatcher: agent.dispatcher,
      signal: AbortSignal.timeout(timeLimit),
    });
    answer.body.dump({ limit: 16 * 1024 }).catch(() => undefined);
    return answer.statusCode;
  }

  return {
    async send(subscription, message) {
      const status = await post(subscription, message).catch((error: unknown) => {
        // The address can never be one.
        if (isPosthornError(error, 'destination-refused')) return 404;
        throw unreachable(error);
      });
      if (status === 404 || status === 410) return 'gone';
      if (status === 429 || status >= 500) throw unreachable(status);
      // A mistake of ours, which would not get better by sending the same again.
      if (status >= 300) options.log.error({ pushServiceStatus: status }, 'a push service refused a message');
      return 'told';
    },
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  };
}

function headersOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function unreachable(cause: unknown): PosthornError {
  return new PosthornError('push-service-unreachable', 'A push service cannot be reached at the moment.', {
    mend: 'Send the notification again later.',
    cause,
  });
}
