import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { PosthornError } from '@posthorn/protocol';
import type { MessageReply } from '../api/message.ts';
import { receive, takenTypes } from '../api/receive.ts';
import type { OperatorContext } from '../context.ts';
import { errorResponses } from './openapi.ts';

const replies = {
  200: {
    description: 'Done; what was asked for is a signed message',
    content: {
      'application/json': { schema: Type.Object({}, { additionalProperties: true }) },
      'application/jwt': { schema: Type.String({ description: 'Compact JWS' }) },
    },
  },
  201: {
    description: 'Made',
    content: { 'application/json': { schema: Type.Object({}, { additionalProperties: true }) } },
  },
  ...errorResponses,
};

/** Most answers are short and hold ciphertext: compressing them would cost more than it saves. */
const compress = { threshold: 32 * 1024 };

/** `POST /api`: every signed message comes in here. */
export function addApiRoute(server: FastifyInstance, context: OperatorContext): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post<{ Body: string }>(
    '/api',
    {
      compress,
      schema: {
        operationId: 'sendMessage',
        summary: `Take a signed message: ${takenTypes.join(', ')}`,
        consumes: ['application/jwt'],
        body: Type.String({ description: 'Compact JWS' }),
        response: replies,
      },
    },
    async (request, reply) => answer(reply, await receive(request.body, context)),
  );

  server.get(
    '/api',
    {
      compress,
      schema: {
        operationId: 'sendMessageAsToken',
        summary: 'The same for a message of a few kilobytes in the header: Authorization: Bearer <JWS>',
        response: replies,
      },
    },
    async (request, reply) => answer(reply, await receive(bearerOf(request.headers.authorization), context)),
  );
}

function answer(reply: FastifyReply, { status = 200, body }: MessageReply): FastifyReply {
  const type = typeof body === 'string' ? 'application/jwt' : 'application/json; charset=utf-8';
  return reply.status(status).headers({ 'cache-control': 'no-store', 'content-type': type }).send(body);
}

function bearerOf(authorization: string | undefined): string {
  const token = /^Bearer ([!-~]+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new PosthornError('request-invalid', 'The request carries no message.', {
    mend: 'POST the message with the content type application/jwt, or give it as Authorization: Bearer.',
  });
}
