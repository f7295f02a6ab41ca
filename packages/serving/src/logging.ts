import type { ErrorCode } from '@posthorn/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The one logger of a server. Log lines carry request ids, routes, statuses and times; never bodies, e-mail addresses, tokens, query
 * strings or client addresses.
 *
 * @param part named in every line: `operator`, `push`
 * @param destination standard output by default, where lines appear within a second, together
 */
export function createLogger(part: string, level: string, destination: DestinationStream = standardOutput()): Logger {
  return pino({ level, base: { part } }, destination);
}

/** Writes lines in the background and together; whatever ends the process in an orderly way has the last of them written. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: false, minLength: 4096 });
  setInterval(() => output.flush(), 1_000).unref();
  return output;
}

/** Why requests were refused, for their line in the log. */
const refusals = new WeakMap<FastifyRequest, ErrorCode>();

/** Notes the code with which a request is refused. */
export function noteRefusal(request: FastifyRequest, code: ErrorCode): void {
  refusals.set(request, code);
}

/** Writes one line per answered request. Names the route (`/directory/services/:agency/:id`), not the address asked for. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    const code = refusals.get(request);
    request.log.info({ method: request.method, route, status: reply.statusCode, code, milliseconds }, 'answered');
  });
}
