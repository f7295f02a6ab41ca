import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';

/** What stands before every route: headers, rate limit, compression of answers, reading from any origin. */
export async function addDefences(server: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The directory is public: pages of any origin read it.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await server.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['content-type', 'if-none-match'],
    exposedHeaders: ['etag', 'x-request-id', 'retry-after'],
    maxAge: 86_400,
  });
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, limit) =>
      new PosthornError('too-many-requests', 'Too many requests came from this address.', {
        mend: `Wait ${Math.ceil(limit.ttl / 1000)} seconds.`,
      }),
  });
  await server.register(compress, {
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  });
}
