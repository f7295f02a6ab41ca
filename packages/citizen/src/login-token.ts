import { createServer } from 'node:http';
import { PosthornError } from '@posthorn/protocol';
import { signInUrl } from './sign-in.ts';

const PATIENCE = 5 * 60_000;

/**
 * Lets the person sign in with a browser, as command-line tools do: listens on the loopback interface until the
 * homeserver sends the browser back with the login token.
 *
 * @param open shows the person the address to go to, or opens the browser with it
 * @throws PosthornError `sign-in-failed` when nobody comes back within five minutes
 */
export async function catchLoginToken(
  homeserver: string,
  open: (url: string) => void | Promise<void>,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // An answer under any other path is not to the question that was asked here.
  const path = `/${crypto.randomUUID()}`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const token = url.pathname === path ? url.searchParams.get('loginToken') : null;
    response.writeHead(token ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(
      token
        ? 'Sie sind angemeldet. Sie können dieses Fenster schließen.\nYou are signed in. You can close this window.\n'
        : '',
    );
    if (token) resolve(token);
  });
  server.on('error', reject);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const timer = setTimeout(() => {
    const mend = 'Begin the sign-in again and finish it in the browser within five minutes.';
    reject(new PosthornError('sign-in-failed', 'The sign-in in the browser was not finished.', { mend }));
  }, PATIENCE);
  try {
    await open(signInUrl(homeserver, `http://127.0.0.1:${port}${path}`));
    return await promise;
  } finally {
    clearTimeout(timer);
    server.close();
  }
}
