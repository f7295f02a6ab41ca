import { readFile } from 'node:fs/promises';
import type { Language } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { OperatorContext } from '../context.ts';
import { overviewModel } from '../overview/overview-model.ts';
import { overviewPage } from '../overview/overview-page.ts';
import { preferredLanguage } from './preferred-language.ts';

const files = [
  { name: 'overview.css', type: 'text/css; charset=utf-8' },
  { name: 'posthorn.svg', type: 'image/svg+xml' },
];

const languageQuery = Type.Object({ lang: Type.Optional(Type.Union([Type.Literal('de'), Type.Literal('en')])) });

/** `GET /`: the directory as a page for people. */
export async function addOverviewRoutes(server: FastifyInstance, context: OperatorContext): Promise<void> {
  const regionNames = new Map(context.regions.map((region) => [region.ars, region.name]));

  server.get<{ Querystring: { lang?: Language } }>(
    '/',
    { schema: { hide: true, querystring: languageQuery } },
    async (request, reply) => {
      const language = request.query.lang ?? preferredLanguage(request.headers['accept-language']);
      const page = overviewPage(overviewModel(await context.readSnapshot(), regionNames, language));
      reply.header('content-language', language);
      reply.header('vary', 'accept-language');
      reply.header('cache-control', 'public, no-cache');
      return reply.type('text/html; charset=utf-8').send(page);
    },
  );

  for (const { name, type } of files) {
    const content = await readFile(new URL(`../overview/${name}`, import.meta.url), 'utf8');
    server.get(`/${name}`, { schema: { hide: true } }, async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=3600');
      return reply.type(type).send(content);
    });
  }
}
