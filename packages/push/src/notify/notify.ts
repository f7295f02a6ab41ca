import { isPosthornError } from '@posthorn/protocol';
import Type, { type TSchema } from 'typebox';
import type { PushContext } from '../context.ts';
import { newMail } from '../email/mail-texts.ts';
import { deviceSchema, emailAppId, subscriptionOf, webAppId, type Device } from './device.ts';

/** Most devices of one notification. Homeservers send one. */
const mostDevices = 16;

/** A notification of the Matrix push gateway API. All that a homeserver might say about the message is left unread. */
export interface Notification {
  /** Missing when nothing has come, and only the count has changed: something was read. */
  event_id?: string | null;
  counts?: { unread?: number };
  devices: Device[];
}

export const notificationSchema: TSchema = Type.Object({
  event_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  counts: Type.Optional(
    Type.Object({ unread: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) }),
  ),
  devices: Type.Array(deviceSchema, { minItems: 1, maxItems: mostDevices }),
});

type Verdict = 'told' | 'gone';

/**
 * Tells every device of a notification.
 *
 * @returns pushkeys that can never be told again: the homeserver is to forget them
 * @throws PosthornError `push-service-unreachable`, `email-not-sent` when one could not be told now; the homeserver tries again
 */
export async function notify(context: PushContext, notification: Notification): Promise<string[]> {
  const { devices } = notification;
  const verdicts = await Promise.allSettled(devices.map((device) => tell(context, device, notification)));
  const failure = verdicts.find((verdict) => verdict.status === 'rejected');
  if (failure) throw failure.reason;
  return devices
    .filter((_, at) => verdicts[at]?.status === 'fulfilled' && verdicts[at].value === 'gone')
    .map(({ pushkey }) => pushkey);
}

async function tell(context: PushContext, device: Device, notification: Notification): Promise<Verdict> {
  const isNews = Boolean(notification.event_id);
  if (device.app_id === webAppId) return push(context, device, isNews, notification.counts?.unread ?? 1);
  if (device.app_id === emailAppId) return mail(context, device.pushkey, isNews);
  return 'gone';
}

async function push({ webPush }: PushContext, device: Device, isNews: boolean, unread: number): Promise<Verdict> {
  const subscription = subscriptionOf(device);
  if (subscription === null) return 'gone';
  // A browser has to show something for every push, so it gets none when something was read.
  return isNews ? webPush.send(subscription, { kind: 'mail', unread }) : 'told';
}

async function mail(context: PushContext, token: string, isNews: boolean): Promise<Verdict> {
  const { seals, email, mailboxUrl } = context;
  const recipient = await seals.openRecipient(token);
  if (recipient === null) return 'gone';
  // Switched off perhaps for a while only: the token stays good.
  if (email === null) return 'told';
  if (!isNews) {
    email.recentlyTold.read(recipient.address);
    return 'told';
  }
  if (!(await email.recentlyTold.begin(recipient.address))) return 'told';
  try {
    await email.mails.send(recipient, newMail(recipient.language, mailboxUrl.href));
    return 'told';
  } catch (error) {
    await email.recentlyTold.failed(recipient.address);
    if (isPosthornError(error, 'email-address-refused')) return 'gone';
    throw error;
  }
}
