import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { decodeJwt } from 'jose';
import { egendata, type DefaultPermission, type EgendataClient } from './npm-client.ts';
import { signOldMessage, type Signer } from './old-message.ts';
import { toPem, type RsaPrivateJwk } from './rsa-keys.ts';

/** What becomes of a message that comes to a service: answered well, with 503, or never. */
type Hearing = 'good' | 'failing' | 'silent';

/** A service of the old world: an express app around the unchanged npm client, as its makers would write it. */
export interface OldService extends AsyncDisposable {
  clientId: string;
  client: EgendataClient;
  /** Its signing key, and how its header names it. */
  signer: Signer;
  /** Tests make it fail or fall silent. */
  hearing: Hearing;
  /** Every message that it was sent, in order. */
  received: string[];
  /** Resolves with the next message that it is sent. */
  nextMessage(): Promise<string>;
  /** Opens the sign-in page: what its QR code says, and the id by which the page asks how it stands. */
  openSignInPage(): Promise<{ id: string; url: string }>;
  /** What the page does every second: the connection id of who has signed in, or null. */
  pollSignInPage(id: string): Promise<string | null>;
  /** Waits until the page is signed in. @returns the connection id */
  untilSignedIn(id: string): Promise<string>;
  /** Signs any message with the service's key, also such as the npm client would never send. */
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export interface OldServiceOptions {
  name: string;
  /** Base URL of the operator. */
  operator: string;
  key: RsaPrivateJwk;
  asksFor?: DefaultPermission[];
}

/** Starts a service on a free port. It is not registered yet: `client.connect()` does that. */
export async function startOldService(options: OldServiceOptions): Promise<OldService> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clientId = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keyValueStore = egendata.utils.createMemoryStore();
  const client = egendata.create({
    clientId,
    displayName: options.name,
    description: `The online service ${options.name}`,
    iconURI: `${clientId}/icon.png`,
    jwksPath: '/jwks',
    eventsPath: '/events',
    operator: options.operator,
    clientKey: toPem(options.key),
    keyValueStore,
    ...(options.asksFor !== undefined && { defaultPermissions: options.asksFor }),
  });
  const signer = { key: options.key, header: { kid: `${client.config.jwksURI}/client_key` } };
  const arrivals = new EventEmitter().setMaxListeners(0);
  const service: OldService = {
    clientId,
    client,
    signer,
    hearing: 'good',
    received: [],
    nextMessage: async () => String((await once(arrivals, 'message'))[0]),
    openSignInPage: async () => (await (await fetch(`${clientId}/sign-in`)).json()) as { id: string; url: string },
    pollSignInPage: (id) => pollSignInPage(`${clientId}/sign-in/${id}`),
    async untilSignedIn(id) {
      for (;;) {
        const next = once(arrivals, 'answered');
        const connection = await pollSignInPage(`${clientId}/sign-in/${id}`);
        if (connection !== null) return connection;
        await next;
      }
    },
    sign: (claims, header) =>
      signOldMessage({ iss: clientId, aud: options.operator, ...claims }, { ...signer, ...(header && { header }) }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await keyValueStore.removeAll();
    },
  };
  server.on('request', createApp(service, arrivals));
  return service;
}

function createApp(service: OldService, arrivals: EventEmitter): Express {
  const { client } = service;
  const app = express();
  app.use(express.text({ type: 'application/jwt' }));
  app.post('/events', (request, response, next) => {
    service.received.push(String(request.body));
    arrivals.emit('message', request.body);
    response.once('finish', () => arrivals.emit('answered'));
    if (service.hearing === 'failing') response.sendStatus(503);
    if (service.hearing === 'good') next();
  });
  app.use(client.routes);
  app.get('/sign-in', (_request, response, next) => {
    client.initializeAuthentication().then((page) => response.json(page), next);
  });
  app.get('/sign-in/:id', (request, response, next) => {
    client.getAuthentication(request.params.id).then((token) => response.json({ token: token ?? null }), next);
  });
  return app;
}

async function pollSignInPage(url: string): Promise<string | null> {
  const { token } = (await (await fetch(url)).json()) as { token: string | null };
  return token === null ? null : (decodeJwt(token).sub ?? null);
}
