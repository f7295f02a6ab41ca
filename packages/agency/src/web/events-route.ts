import { PosthornError, readWire } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import { takeConnectionInit } from '../connections/take-connection-init.ts';
import { takeConnectionEvent, takeLoginEvent } from '../connections/take-event.ts';
import { preferredLanguage } from './preferred-language.ts';
import type { WebParts } from './web-server.ts';

/** The operator sends events of many people from one address. */
const eventsPerMinute = 12_000;

/**
 * `POST /events`: CONNECTION_INIT from devices, answered by a CONNECTION_REQUEST; CONNECTION_EVENT and LOGIN_EVENT from the operator
 * alone, answered by 204 once they are on disk.
 */
export function addEventsRoute(server: FastifyInstance, { context }: WebParts): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const config = { rateLimit: { max: eventsPerMinute, timeWindow: '1 minute' } };
  server.post<{ Body: string }>('/events', { config }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const message = readWire(request.body);
    const audience = [context.clientId, context.addresses()?.eventsURI ?? context.clientId];
    switch (message.type) {
      case 'CONNECTION_INIT': {
        const language = preferredLanguage(request.headers['accept-language']);
        const answer = await takeConnectionInit(context, message, audience, language);
        return reply.type('application/jwt').header('vary', 'accept-language').send(answer);
      }
      case 'CONNECTION_EVENT':
        await takeConnectionEvent(context, message.jws, audience);
        return reply.status(204).send();
      case 'LOGIN_EVENT':
        await takeLoginEvent(context, message.jws, audience);
        return reply.status(204).send();
      default:
        throw new PosthornError('message-type-unknown', 'An agency takes no messages of this type.', {
          mend: 'Send CONNECTION_INIT, CONNECTION_EVENT or LOGIN_EVENT.',
        });
    }
  });
}
