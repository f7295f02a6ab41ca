import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import type { PushConfig } from '../config/env.ts';

/** What stands before every route: headers, a rate limit, and calls from pages of the mailbox only. */
export async function addDefences(server: FastifyInstance, config: PushConfig): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    // The mailbox may lie on another site; CORS says who reads.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await server.register(cors, {
    origin: [config.mailboxUrl.origin],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['content-type'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 86_400,
  });
  await server.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, limit) =>
      new PosthornError('too-many-requests', 'Too many requests came from this address.', {
        mend: `Wait ${Math.ceil(limit.ttl / 1000)} seconds.`,
      }),
  });
}
