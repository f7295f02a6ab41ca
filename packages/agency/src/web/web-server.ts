import type { AddressInfo } from 'node:net';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { PosthornError } from '@posthorn/protocol';
import fastify, { type FastifyInstance } from 'fastify';
import type { AgencyHealth } from '../agency.ts';
import type { WebConfig } from '../config/config.ts';
import type { Context } from '../context.ts';
import type { Logins } from '../logins/logins.ts';
import { replyWithError } from './error-replies.ts';
import { addEventsRoute } from './events-route.ts';
import { addHealthRoute } from './health-route.ts';
import { addJwksRoutes } from './jwks-routes.ts';
import { addLoginRoutes } from './login-routes.ts';

/** An agency's web address. */
export interface WebServer {
  /** Where it listens, for programs on this machine. */
  url: string;
  close(): Promise<void>;
}

/** What the routes work with. */
export interface WebParts {
  context: Context;
  logins: Logins;
  health: () => AgencyHealth;
}

/** Largest body that is read, in bytes. Longer ones are refused before anything looks at them. */
const bodyLimit = 1024 * 1024;

/** Requests of one address in a minute. */
const requestsPerMinute = 1_200;

/**
 * Starts the one HTTP server of an agency: health, public keys, messages of devices and of the operator, the sign-in page.
 *
 * @throws PosthornError `port-taken`
 */
export async function openWebServer(config: WebConfig, parts: WebParts): Promise<WebServer> {
  const { listen = '127.0.0.1', port, trustedProxies = [] } = config;
  const server = fastify({
    bodyLimit,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    // A client that dribbles its request is cut off; checked every two seconds.
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { connectionsCheckingInterval: 2_000 },
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void replyWithError(parts.context.log, error, request, reply),
  });
  server.setErrorHandler((error, request, reply) => replyWithError(parts.context.log, error, request, reply));
  await addDefences(server);
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
    replyWithError(parts.context.log, addressUnknown(), request, reply),
  );
  addHealthRoute(server, parts);
  addJwksRoutes(server, parts);
  addEventsRoute(server, parts);
  await addLoginRoutes(server, parts);
  try {
    await server.listen({ host: listen, port });
  } catch (cause) {
    await server.close();
    throw isPortTaken(cause) ? portTaken(port, cause) : cause;
  }
  const { port: taken } = server.server.address() as AddressInfo;
  const host = listen.includes(':') ? `[${listen}]` : listen;
  return { url: `http://${host}:${taken}`, close: () => server.close() };
}

/** What stands before every route: headers, rate limit, reading from any origin. */
async function addDefences(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Apps of any origin read keys and send messages.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await server.register(cors, {
    // Never with credentials: the sign-in page's cookie is for the page alone.
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['content-type', 'accept-language'],
    maxAge: 86_400,
  });
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, limit) =>
      new PosthornError('too-many-requests', 'Too many requests came from this address.', {
        mend: `Wait ${Math.ceil(limit.ttl / 1000)} seconds.`,
      }),
  });
}

function isPortTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

function portTaken(port: number, cause: unknown): PosthornError {
  return new PosthornError('port-taken', `The port ${port} of the web address cannot be used.`, {
    mend: 'Give another port in the configuration, or end the program that uses it.',
    details: { port },
    cause,
  });
}

function addressUnknown(): PosthornError {
  return new PosthornError('address-unknown', 'There is nothing at this address.', {
    mend: 'See docs/agency.md for all addresses.',
  });
}
