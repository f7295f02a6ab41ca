import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { receive } from '../api/receive.ts';
import type { OperatorContext } from '../context.ts';
import { errorResponses } from './openapi.ts';

/** `POST /api`: every signed message comes in here. */
export function addApiRoute(server: FastifyInstance, context: OperatorContext): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post<{ Body: string }>(
    '/api',
    {
      schema: {
        operationId: 'sendMessage',
        summary: 'Take a signed message: AGENCY_REGISTRATION or SERVICE_PUBLICATION',
        consumes: ['application/jwt'],
        body: Type.String({ description: 'Compact JWS, ES256' }),
        response: { 200: Type.Object({}, { additionalProperties: true }), ...errorResponses },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return receive(request.body, context);
    },
  );
}
