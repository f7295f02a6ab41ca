import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import type { PushContext } from '../context.ts';
import type { AddressCheck } from '../email/address-check.ts';
import { longestAddress } from '../email/seal.ts';
import { notificationSchema, notify, type Notification } from '../notify/notify.ts';

/** Largest body by route, in bytes. A homeserver that sends the whole encrypted event (64 KiB) is heard, too. */
const bodyLimits = { notify: 128 * 1024, email: 4 * 1024 };

const notifyBody = Type.Object({ notification: notificationSchema });
const emailBody = Type.Object(
  {
    address: Type.String({ format: 'email', maxLength: longestAddress }),
    language: Type.Union([Type.Literal('de'), Type.Literal('en')]),
  },
  { additionalProperties: false },
);
const confirmBody = Type.Object(
  { challenge: Type.String({ maxLength: 2048 }), code: Type.String({ pattern: '^[0-9]{6}$' }) },
  { additionalProperties: false },
);

/** `POST /_matrix/push/v1/notify`: the Matrix push gateway API, which homeservers call. */
export function addNotifyRoute(server: FastifyInstance, context: PushContext): void {
  server.post<{ Body: { notification: Notification } }>(
    '/_matrix/push/v1/notify',
    { bodyLimit: bodyLimits.notify, schema: { body: notifyBody } },
    async ({ body }) => ({ rejected: await notify(context, body.notification) }),
  );
}

/** `GET /vapid`: the key that a browser subscribes with. */
export function addVapidRoute(server: FastifyInstance, { vapidPublicKey }: PushContext): void {
  server.get('/vapid', async () => ({ publicKey: vapidPublicKey }));
}

/** `POST /email` and `POST /email/confirm`: an address becomes a token that only this gateway can read. */
export function addEmailRoutes(server: FastifyInstance, context: PushContext): void {
  const { codesPerQuarterHour } = context.config;
  const options = (body: TSchema, max: number) => ({
    bodyLimit: bodyLimits.email,
    schema: { body },
    config: { rateLimit: { max, timeWindow: '15 minutes' } },
  });
  server.post<{ Body: Static<typeof emailBody> }>(
    '/email',
    options(emailBody, codesPerQuarterHour),
    async ({ body }) => ({ challenge: await addressesOf(context).begin(body) }),
  );
  server.post<{ Body: Static<typeof confirmBody> }>(
    '/email/confirm',
    options(confirmBody, 5 * codesPerQuarterHour),
    async ({ body }) => ({ token: await addressesOf(context).confirm(body.challenge, body.code) }),
  );
}

/** `GET /health`: 200 when the gateway answers, and whether e-mail is switched on. */
export function addHealthRoute(server: FastifyInstance, { email }: PushContext): void {
  server.get('/health', { config: { rateLimit: false }, logLevel: 'warn' }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'ok', email: email !== null };
  });
}

function addressesOf({ email }: PushContext): AddressCheck {
  if (email !== null) return email.addresses;
  throw new PosthornError('email-off', 'This push gateway sends no e-mail.', {
    mend: 'Use notifications of the browser; or whoever runs the gateway sets SMTP_URL and MAIL_FROM.',
  });
}
