import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { PosthornError, type WireKey } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { requireService } from '../identity/services.ts';
import { errorResponses } from './openapi.ts';

const jwk = Type.Object({}, { additionalProperties: true, description: 'JWK (RFC 7517)' });

/** The operator's public keys, and what it knows of services: what peers need to verify messages. */
export function addKeyRoutes(server: FastifyInstance, { keys, database }: OperatorContext): void {
  server.get(
    '/jwks',
    {
      schema: {
        operationId: 'listKeys',
        summary: 'The keys that the operator signs with',
        response: { 200: Type.Object({ keys: Type.Array(jwk) }), ...errorResponses },
      },
    },
    async () => ({ keys: keys.publicKeys }),
  );

  server.get<{ Params: { name: string } }>(
    '/jwks/:name',
    {
      schema: {
        operationId: 'readKey',
        summary: 'One of the keys that the operator signs with: operator_key (RSA) or operator_key_es256',
        params: Type.Object({ name: Type.String() }),
        response: { 200: jwk, ...errorResponses },
      },
    },
    ({ params }, reply) => reply.send(requireKey(keys.publicKey(params.name))),
  );

  server.get<{ Params: { clientId: string } }>(
    '/services/:clientId',
    {
      schema: {
        operationId: 'readService',
        summary: 'Who a service is: its registered key and addresses',
        params: Type.Object({ clientId: Type.String({ description: 'clientId, percent-encoded' }) }),
        response: {
          200: Type.Object({
            clientId: Type.String(),
            kind: Type.Union([Type.Literal('agency'), Type.Literal('service')]),
            displayName: Type.String(),
            description: Type.String(),
            iconURI: Type.String(),
            jwk,
            jwksURI: Type.Optional(Type.String()),
            eventsURI: Type.Optional(Type.String()),
          }),
          ...errorResponses,
        },
      },
    },
    async (request, reply) => {
      const service = await requireService(request.params.clientId, database);
      const { clientId, kind, displayName, description, iconUri, key, jwksUri, eventsUri } = service;
      return reply.send({
        clientId,
        kind,
        displayName,
        description,
        iconURI: iconUri,
        jwk: key,
        ...(jwksUri !== null && { jwksURI: jwksUri }),
        ...(eventsUri !== null && { eventsURI: eventsUri }),
      });
    },
  );
}

function requireKey(key: WireKey | undefined): WireKey {
  if (key !== undefined) return key;
  throw new PosthornError('address-unknown', 'The operator has no key of this name.', {
    mend: 'See /jwks for all keys.',
  });
}
