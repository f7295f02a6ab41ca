import { Method, type IPusher, type MatrixClient } from 'matrix-js-sdk';
import { rethrow } from './matrix-errors.ts';

/**
 * Whom the homeserver tells of new events of this user: a push gateway, and by it a device or an address. The homeserver
 * keeps all of it in plain, and tells event id, room id and number of unread rooms only (`event_id_only`).
 * Source: Matrix spec, "POST /_matrix/client/v3/pushers/set".
 */
export interface Pusher {
  appId: string;
  /** Says with `appId` which pusher it is. */
  pushkey: string;
  /** where the gateway is told: ends in `/_matrix/push/v1/notify` */
  url: string;
  language: string;
  /** what else the gateway has to know; goes to it with every event */
  data: Record<string, string>;
}

/** All pushers of the user, those of other apps, too. */
export async function pushersOf(client: MatrixClient): Promise<Pusher[]> {
  const { pushers } = await client.getPushers().catch(rethrow);
  return pushers.flatMap((pusher) => {
    const { url, format: _format, ...data } = pusher.data as Record<string, unknown>;
    if (pusher.kind !== 'http' || typeof url !== 'string') return [];
    const texts = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const { app_id: appId, pushkey, lang: language } = pusher;
    return [{ appId, pushkey, language, url, data: Object.fromEntries(texts) }];
  });
}

/** Adds or replaces a pusher. Another user of the same browser is told no more. */
export async function setPusher(client: MatrixClient, { appId, pushkey, url, language, data }: Pusher): Promise<void> {
  const names = { app_display_name: 'Posthorn', device_display_name: 'Posthorn' };
  const key = { app_id: appId, pushkey };
  const format: IPusher['data'] = { ...data, url, format: 'event_id_only' };
  await client
    .setPusher({ ...key, ...names, kind: 'http', lang: language, data: format, append: false })
    .catch(rethrow);
}

export async function removePusher(
  client: MatrixClient,
  { appId, pushkey }: Pick<Pusher, 'appId' | 'pushkey'>,
): Promise<void> {
  await client.removePusher(pushkey, appId).catch(rethrow);
}

/** Tells the homeserver, and nobody else, that the user has read up to an event (`m.read.private`), so that it counts right. */
export async function markRead(client: MatrixClient, roomId: string, eventId: string): Promise<void> {
  const path = `/rooms/${encodeURIComponent(roomId)}/receipt/m.read.private/${encodeURIComponent(eventId)}`;
  await client.http.authedRequest(Method.Post, path, undefined, {}).catch(rethrow);
}
