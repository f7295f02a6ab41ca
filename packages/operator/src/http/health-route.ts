import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { OperatorContext } from '../context.ts';
import { errorResponses } from './openapi.ts';

/** `GET /health`: 200 when the operator and its database answer. */
export function addHealthRoute(server: FastifyInstance, { database }: OperatorContext): void {
  server.get(
    '/health',
    {
      // Who watches asks often.
      config: { rateLimit: false },
      logLevel: 'warn',
      schema: {
        operationId: 'health',
        summary: 'Whether the operator and its database answer',
        response: { 200: Type.Object({ status: Type.Literal('ok') }), ...errorResponses },
      },
    },
    async (_request, reply) => {
      await sql`select 1`.execute(database);
      reply.header('cache-control', 'no-store');
      return { status: 'ok' };
    },
  );
}
