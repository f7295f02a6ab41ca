import { createECDH, randomBytes, type ECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import ece from 'http_ece';
import { importJWK, jwtVerify } from 'jose';
import { Arrivals } from './arrivals.ts';

/** What a browser understood of a push, and what its push service saw. */
export interface Push {
  message: unknown;
  /** All that was sent to the push service: headers and ciphertext. */
  seen: string;
  headers: IncomingMessage['headers'];
}

/** A browser with a subscription (PushManager.subscribe). */
export interface Browser {
  endpoint: string;
  p256dh: string;
  auth: string;
  pushes: Arrivals<Push>;
  /** The person takes the permission back: the push service forgets the subscription. */
  unsubscribe(): void;
}

/** A push service on loopback, as browsers' makers run one (RFC 8030), with its browsers. */
export interface PushService extends AsyncDisposable {
  url: string;
  subscribe(vapidPublicKey: string): Browser;
  /** Answers everything with this status from now on; null: works again. */
  fail(status: number | null): void;
  /** How many connections have been made. */
  connections(): number;
}

interface Subscriber extends Browser {
  vapidPublicKey: string;
  keys: ECDH;
  secret: Buffer;
}

export async function openPushService(): Promise<PushService> {
  const subscribers = new Map<string, Subscriber>();
  let failure: number | null = null;
  let connections = 0;
  const server = createServer((request, response) => {
    void take(request).then((status) => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  server.on('connection', () => (connections += 1));
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function take(request: IncomingMessage): Promise<number> {
    const body = await buffer(request);
    if (failure !== null) return failure;
    const subscriber = subscribers.get(request.url ?? '');
    if (!subscriber) return 410;
    if (!(await isFrom(subscriber.vapidPublicKey, url, request.headers.authorization ?? ''))) return 403;
    if (!/^\d+$/.test(String(request.headers['ttl']))) return 400;
    const plain = ece.decrypt(body, {
      version: 'aes128gcm',
      privateKey: subscriber.keys,
      authSecret: subscriber.secret,
    });
    const seen = JSON.stringify(request.headers) + body.toString('latin1');
    subscriber.pushes.add({ message: JSON.parse(plain.toString()), seen, headers: request.headers });
    return 201;
  }

  return {
    url,
    subscribe(vapidPublicKey) {
      const path = `/push/${randomBytes(16).toString('hex')}`;
      const keys = createECDH('prime256v1');
      const [p256dh, secret] = [keys.generateKeys('base64url'), randomBytes(16)];
      const subscriber = {
        endpoint: url + path,
        p256dh,
        auth: secret.toString('base64url'),
        pushes: new Arrivals<Push>(),
        unsubscribe: () => void subscribers.delete(path),
        vapidPublicKey,
        keys,
        secret,
      };
      subscribers.set(path, subscriber);
      return subscriber;
    },
    fail: (status) => void (failure = status),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether a push is from whom the browser has subscribed with (RFC 8292). */
async function isFrom(publicKey: string, audience: string, authorization: string): Promise<boolean> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  if (key !== publicKey) return false;
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  if (x === undefined || y === undefined) return false;
  const { payload } = await jwtVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'), { audience });
  return /^(https|mailto):/.test(payload.sub ?? '') && (payload.exp ?? Infinity) < Date.now() / 1000 + 24 * 60 * 60;
}
