import { PosthornError, toPublicKey, type DataKey, type PublicKey } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import { publicReadKeys } from '../data/read-keys.ts';
import type { WebParts } from './web-server.ts';

/** `GET /jwks` and `GET /jwks/<thumbprint>`: the public halves of the signing key and of all read keys. */
export function addJwksRoutes(server: FastifyInstance, { context }: WebParts): void {
  const allKeys = (): (PublicKey | DataKey)[] => [toPublicKey(context.signingKey), ...publicReadKeys(context.db)];

  server.get('/jwks', async (_request, reply) => {
    return reply.header('cache-control', 'public, no-cache').send({ keys: allKeys() });
  });

  server.get<{ Params: { kid: string } }>('/jwks/:kid', async (request, reply) => {
    // A read key is called by its address, which ends with its thumbprint; the signing key by its thumbprint.
    const key = allKeys().find(({ kid }) => kid.slice(kid.lastIndexOf('/') + 1) === request.params.kid);
    if (key) return reply.header('cache-control', 'public, no-cache').send(key);
    throw new PosthornError('address-unknown', 'The agency has no such key.', { mend: 'See /jwks for all keys.' });
  });
}
