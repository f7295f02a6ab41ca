import { randomUUID } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import { logRequests } from '@posthorn/serving';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import type { PushContext } from '../context.ts';
import { addDefences } from './defence.ts';
import { replyWithError } from './error-replies.ts';
import { addEmailRoutes, addHealthRoute, addNotifyRoute, addVapidRoute } from './routes.ts';

/** Puts the HTTP server together; it does not listen yet. */
export async function createServer(context: PushContext): Promise<FastifyInstance> {
  const { trustedProxies } = context.config;
  const server = fastify({
    loggerInstance: context.log,
    // One line of our own per request: logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    requestTimeout: 10_000,
    connectionTimeout: 60_000,
    // Node takes the longer of the two for the whole request.
    http: { connectionsCheckingInterval: 2_000, headersTimeout: 10_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    frameworkErrors: (error, request, reply) => {
      void replyWithError(error, request, reply);
    },
  });
  server.setErrorHandler(replyWithError);
  logRequests(server);
  await addDefences(server, context.config);
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
    replyWithError(addressUnknown(), request, reply),
  );
  addNotifyRoute(server, context);
  addVapidRoute(server, context);
  addEmailRoutes(server, context);
  addHealthRoute(server, context);
  return server;
}

function addressUnknown(): PosthornError {
  return new PosthornError('address-unknown', 'There is nothing at this address.', {
    mend: 'See docs/notifications.md for all addresses.',
  });
}
