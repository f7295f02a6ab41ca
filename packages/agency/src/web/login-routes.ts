import { readFile } from 'node:fs/promises';
import type { Language } from '@posthorn/protocol';
import type { FastifyInstance } from 'fastify';
import { readAgreement } from '../store/agreements.ts';
import { loginPage, type LoginView } from './login-page.ts';
import { preferredLanguage } from './preferred-language.ts';
import type { WebParts } from './web-server.ts';

const files = [
  { path: '/login/style.css', name: 'login.css', type: 'text/css; charset=utf-8' },
  { path: '/login/script.js', name: 'login.js', type: 'text/javascript; charset=utf-8' },
  { path: '/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
];

/** As long as a sign-in may wait and then count, in seconds. */
const cookieLife = 3_900;

/** `GET /login`: a page for signing in, as an example of what an agency's own pages do. `GET /login/state`: how it stands. */
export async function addLoginRoutes(server: FastifyInstance, { context, logins }: WebParts): Promise<void> {
  async function view(id: string | null): Promise<{ view: LoginView; id: string }> {
    if (id !== null) {
      const now = await logins.state(id);
      if (now.state === 'signed-in') {
        const { connectionId } = now;
        return { id, view: { state: 'signed-in', connectionId, shared: sharedBy(connectionId) } };
      }
      const login = await logins.shown(id);
      if (login) return { id, view: { state: 'waiting', login } };
    }
    const login = await logins.begin();
    return { id: login.id, view: { state: 'waiting', login } };
  }

  function sharedBy(connectionId: string): Extract<LoginView, { state: 'signed-in' }>['shared'] {
    const now = Date.now() / 1000;
    return (readAgreement(context.db, connectionId)?.permissions ?? []).filter(
      ({ type, state, expires = Infinity }) => type === 'READ' && state === 'approved' && expires > now,
    );
  }

  server.get<{ Querystring: { lang?: unknown } }>('/login', async (request, reply) => {
    const { lang } = request.query;
    const language: Language =
      lang === 'de' || lang === 'en' ? lang : preferredLanguage(request.headers['accept-language']);
    const shown = await view(readCookie(request.headers.cookie));
    reply.header('set-cookie', cookie(shown.id, context.addresses()?.url ?? ''));
    reply.header('content-language', language).header('vary', 'accept-language, cookie');
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
    return reply.send(loginPage(shown.view, context.names[language], language));
  });

  server.get('/login/state', async (request, reply) => {
    const id = readCookie(request.headers.cookie);
    const { state } = id === null ? { state: 'expired' } : await logins.state(id);
    return reply.header('cache-control', 'no-store').send({ state });
  });

  for (const { path, name, type } of files) {
    const content = await readFile(new URL(name, import.meta.url), 'utf8');
    server.get(path, async (_request, reply) => {
      return reply.header('cache-control', 'public, max-age=3600').type(type).send(content);
    });
  }
}

function readCookie(header: string | undefined): string | null {
  return /(?:^|;\s*)login=([\w-]{43})(?:;|$)/.exec(header ?? '')?.[1] ?? null;
}

/** The session id is in this cookie alone: no script, no address and no other site ever sees it. */
function cookie(id: string, url: string): string {
  const secure = url.startsWith('https:') ? '; Secure' : '';
  return `login=${id}; Path=/login; Max-Age=${cookieLife}; HttpOnly; SameSite=Strict${secure}`;
}
