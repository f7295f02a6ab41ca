import { PosthornError } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';
import type { OperatorContext } from '../context.ts';
import { findAgency, toPublicAgency } from '../directory/agencies.ts';
import { findResponsible } from '../directory/responsible.ts';
import { findService } from '../directory/services.ts';
import * as schemas from './directory-schemas.ts';
import { replyWithTag, tagJson } from './entity-tag.ts';
import { errorResponses } from './openapi.ts';

const agencyParams = Type.Object({ clientId: schemas.clientId });
const serviceParams = Type.Object({ agency: schemas.clientId, id: schemas.serviceId });

interface AgencyRoute {
  Params: Static<typeof agencyParams>;
}
interface ServiceRoute {
  Params: Static<typeof serviceParams>;
  Querystring: Static<typeof schemas.versionQuery>;
}
interface ResponsibleRoute {
  Querystring: Static<typeof schemas.responsibleQuery>;
}

const oneDay = 86_400;

/** The public directory: anyone reads it, nobody has to say who they are. */
export function addDirectoryRoutes(server: FastifyInstance, context: OperatorContext): void {
  const { database, readSnapshot } = context;
  // Once for all requests: the data changes only with a release.
  const regions = tagJson({ regions: context.regions });

  server.get(
    '/directory/agencies',
    describe('listAgencies', 'All agencies', schemas.agenciesReply),
    async (request, reply) => {
      const { tag, agenciesJson } = await readSnapshot();
      return replyWithTag(request, reply, { tag, json: agenciesJson });
    },
  );

  server.get<AgencyRoute>(
    '/directory/agencies/:clientId',
    describe('readAgency', 'One agency', schemas.agencyReply, { params: agencyParams }),
    async (request, reply) => {
      const record = await findAgency(request.params.clientId, database);
      if (record === undefined) throw agencyUnknown();
      return replyWithTag(request, reply, tagJson(toPublicAgency(record)));
    },
  );

  server.get(
    '/directory/catalogue',
    describe('readCatalogue', 'All services, for searching on the own device', schemas.catalogueReply),
    async (request, reply) => {
      const { tag, catalogueJson } = await readSnapshot();
      return replyWithTag(request, reply, { tag, json: catalogueJson });
    },
  );

  server.get<ServiceRoute>(
    '/directory/services/:agency/:id',
    describe('readService', "An agency's service in its newest or in the given version", schemas.serviceReply, {
      params: serviceParams,
      querystring: schemas.versionQuery,
    }),
    async (request, reply) => {
      const { agency, id } = request.params;
      const jws = await findService(agency, id, request.query.version, database);
      if (jws === undefined) throw serviceUnknown();
      return replyWithTag(request, reply, tagJson({ jws }));
    },
  );

  server.get<ResponsibleRoute>(
    '/directory/responsible',
    describe('findResponsible', 'Which agency does a service in a region', schemas.responsibleReply, {
      querystring: schemas.responsibleQuery,
    }),
    async (request, reply) => {
      const found = await findResponsible(request.query.service, request.query.region, database);
      if (found === undefined) throw nobodyResponsible();
      return replyWithTag(request, reply, tagJson(found));
    },
  );

  server.get(
    '/directory/regions',
    describe('listRegions', 'All regions of Germany', schemas.regionsReply),
    async (request, reply) => replyWithTag(request, reply, regions, oneDay),
  );
}

function describe(
  operationId: string,
  summary: string,
  response: TSchema,
  input: { params?: TSchema; querystring?: TSchema } = {},
): { schema: Record<string, unknown> } {
  return {
    schema: { operationId, summary, tags: ['directory'], ...input, response: { 200: response, ...errorResponses } },
  };
}

function agencyUnknown(): PosthornError {
  return new PosthornError('agency-unknown', 'The directory has no such agency.', {
    mend: 'Take the clientId from /directory/agencies and percent-encode it.',
  });
}

function serviceUnknown(): PosthornError {
  return new PosthornError('service-unknown', 'The directory has no such service, or not in this version.', {
    mend: 'Take agency, id and version from /directory/catalogue.',
  });
}

function nobodyResponsible(): PosthornError {
  return new PosthornError('no-agency-responsible', 'No agency offers this service in this region.', {
    mend: 'Try the region above it, or ask the agency of the district.',
  });
}
