import { GatewayError } from './push-gateway.ts';

/** What a push service needs to reach this browser; RFC 8291. All base64url but the endpoint. */
export interface BrowserSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Whether this browser can be woken by a push service at all. */
export function canSubscribe(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

/** This browser's subscription, if there is one. */
export async function ownSubscription(): Promise<BrowserSubscription | null> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  return subscription ? toKeys(subscription) : null;
}

/**
 * Asks the person, then the browser's push service.
 *
 * @param vapidKey base64url
 * @throws GatewayError `notifications-denied`, `push-service-unreachable`
 */
export async function subscribe(vapidKey: string): Promise<BrowserSubscription> {
  if ((await Notification.requestPermission()) !== 'granted') throw new GatewayError('notifications-denied');
  const worker = await registration();
  if (worker === undefined) throw new GatewayError('push-service-unreachable');
  try {
    return toKeys(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: vapidKey }));
  } catch (cause) {
    throw new GatewayError('push-service-unreachable', cause);
  }
}

/** The push service forgets this browser. */
export async function unsubscribe(): Promise<void> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration();
}

function toKeys(subscription: PushSubscription): BrowserSubscription {
  const { endpoint = '', keys = {} } = subscription.toJSON();
  return { endpoint, p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' };
}
