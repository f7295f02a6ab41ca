import { ECDH } from 'node:crypto';
import Type, { type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Subscription } from '../web/web-push-sender.ts';

/** A browser that is pushed to. */
export const webAppId = 'org.posthorn.mailbox.web';

/** An e-mail address that is told. */
export const emailAppId = 'org.posthorn.mailbox.email';

/** One device of a notification, as a homeserver sends it. What the gateway does not need is not read. */
export interface Device {
  app_id: string;
  pushkey: string;
  data?: unknown;
}

export const deviceSchema: TSchema = Type.Object({
  app_id: Type.String({ maxLength: 64 }),
  pushkey: Type.String({ maxLength: 512 }),
  data: Type.Optional(Type.Unknown()),
});

const webData = Type.Object({
  endpoint: Type.String({ maxLength: 2048 }),
  auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}={0,2}$' }),
});

const publicKey = Type.String({ pattern: '^[A-Za-z0-9_-]{87}=?$' });

/** The subscription of a browser; null when it can be none. */
export function subscriptionOf({ pushkey, data }: Device): Subscription | null {
  if (!Check(webData, data) || !Check(publicKey, pushkey) || !isOnCurve(pushkey)) return null;
  return { endpoint: data.endpoint, p256dh: withoutPadding(pushkey), auth: withoutPadding(data.auth) };
}

function isOnCurve(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false;
  }
}

function withoutPadding(text: string): string {
  return text.replace(/=+$/, '');
}
