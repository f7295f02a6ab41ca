import helmet from '@fastify/helmet';
import files from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { distFolder } from './build.ts';
import type { MailboxConfig } from './config/env.ts';

/**
 * Serves the built app: the same page for every address of the app, and what that page may do at all in its headers.
 *
 * @param folder where the built app lies
 */
export async function createWebServer(
  { url, ...config }: MailboxConfig,
  folder: string = distFolder,
): Promise<FastifyInstance> {
  const server = fastify({ logger: false, routerOptions: { maxParamLength: 1024 } });
  const known = [config.homeserver, config.directory, ...(config.push === null ? [] : [config.push])];
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'style-src': ["'self'"],
        'font-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'connect-src': ["'self'", ...known, servicesOf(url)],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'frame-src': ["'self'", 'blob:'],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'object-src': ["'none'"],
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['posthorn', 'dompurify'],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: url.startsWith('https:'),
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(self), microphone=(), geolocation=(), payment=()');
  });
  server.get('/config.json', async (_request, reply) => reply.header('cache-control', 'no-cache').send(config));
  server.get('/health', async () => ({ status: 'ok' }));
  await server.register(files, {
    root: folder,
    dotfiles: 'ignore',
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isNamedByContent = path.includes('/assets/');
      void reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return reply.status(404).send({ error: { code: 'address-unknown', message: 'There is nothing at this address.' } });
  });
  return server;
}

/**
 * Where services may be. A service that the person is not connected with yet is asked by the device itself what it wants, at the address
 * that the operator has registered for it: nobody in between learns who asks. Any service may be new, so its host cannot be listed.
 */
function servicesOf(url: string): string {
  return url.startsWith('https:') ? 'https:' : 'http:';
}
