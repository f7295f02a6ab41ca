import type { FastifyInstance } from 'fastify';
import type { WebParts } from './web-server.ts';

/** `GET /health`: 200 while the line is up, 503 otherwise. Numbers only. */
export function addHealthRoute(server: FastifyInstance, { health }: WebParts): void {
  // Who watches asks often.
  server.get('/health', { config: { rateLimit: false } }, async (_request, reply) => {
    const now = health();
    return reply
      .status(now.line === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(now);
  });
}
