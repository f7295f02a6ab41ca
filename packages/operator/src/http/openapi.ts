import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Type, type TSchema } from 'typebox';

const errorReply: TSchema = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable; all codes are in docs/errors.md' }),
    message: Type.String(),
    mend: Type.String({ description: 'What to do about it' }),
    details: Type.Optional(Type.Object({}, { additionalProperties: true })),
  }),
});

/** How every route answers when something is wrong. */
export const errorResponses: Record<'4xx' | '5xx', TSchema> = { '4xx': errorReply, '5xx': errorReply };

/** Collects the routes that are added after it and describes them at `/openapi.json`. */
export async function describeApi(server: FastifyInstance, baseUrl: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Posthorn operator',
        description: 'The public directory of agencies and services, and the door for signed messages.',
        version: '0.1.0',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: baseUrl }],
    },
  });
  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'public, max-age=3600');
    return server.swagger();
  });
}
