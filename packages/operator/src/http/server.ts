import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import { logRequests } from '@posthorn/serving';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import type { OperatorContext } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { addDefences } from './defence.ts';
import { addDirectoryRoutes } from './directory-routes.ts';
import { errorBody, replyWithError } from './error-replies.ts';
import { addHealthRoute } from './health-route.ts';
import { addKeyRoutes } from './key-routes.ts';
import { addMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { addOverviewRoutes } from './overview-routes.ts';

/** Largest body that is read, in bytes. Longer ones are refused before anything looks at them. */
const bodyLimit = 1024 * 1024;

/** Puts the HTTP server together; it does not listen yet. */
export async function createServer(context: OperatorContext): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: context.log,
    // One line of our own per request: logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    trustProxy: context.config.trustedProxies.length > 0 ? context.config.trustedProxies : false,
    // A client that dribbles its request is cut off; checked every two seconds.
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    // Node takes the longer of the two for the whole request.
    http: { connectionsCheckingInterval: 2_000, headersTimeout: 10_000 },
    // Agencies are named by their URL, which stands percent-encoded in a path.
    routerOptions: { maxParamLength: 1024 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false } },
    frameworkErrors: (error, request, reply) => {
      void replyWithError(error, request, reply);
    },
    clientErrorHandler: replyToGarbage,
  });
  server.setErrorHandler(replyWithError);
  logRequests(server);
  await addDefences(server, context.config.requestsPerMinute);
  await describeApi(server, context.config.baseUrl);
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
    replyWithError(addressUnknown(), request, reply),
  );
  addApiRoute(server, context);
  addHealthRoute(server, context);
  addKeyRoutes(server, context);
  addMetrics(server, context);
  addDirectoryRoutes(server, context);
  await addOverviewRoutes(server, context);
  return server;
}

/** What a client reads that speaks no HTTP: sent by hand, because there is no request to answer. */
function replyToGarbage(_error: unknown, socket: Socket): void {
  const body = JSON.stringify(errorBody(malformedRequest()));
  const head = `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n`;
  if (socket.writable) socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  else socket.destroy();
}

function malformedRequest(): PosthornError {
  return new PosthornError('request-invalid', 'This is no complete HTTP request.', {
    mend: 'Send the whole request within ten seconds.',
  });
}

function addressUnknown(): PosthornError {
  return new PosthornError('address-unknown', 'There is nothing at this address.', {
    mend: 'See /openapi.json for all addresses.',
  });
}
