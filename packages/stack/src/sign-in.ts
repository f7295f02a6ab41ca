import { PosthornError } from '@posthorn/protocol';

/** The page that the walk pretends to come from. Nothing is ever fetched from there. */
export const signedInPage = 'http://localhost/signed-in';

const maxSteps = 15;

/** Signs a person in at the eID by following the redirects as a browser would; resolves to the homeserver's login token. */
export async function signInAtEid(homeserverUrl: string, personId: string): Promise<string> {
  const url = new URL('/_matrix/client/v3/login/sso/redirect/oidc-eid', homeserverUrl);
  url.searchParams.set('redirectUrl', signedInPage);
  return tokenIn(await walk(url, personId));
}

/**
 * Signs a person in once more to confirm something that the homeserver asked for, from its page at `url` on. Resolves to the text of
 * the page at the end.
 */
export async function confirmAtEid(url: string, personId: string): Promise<string> {
  const cookies = new Map<string, string>();
  const response = await fetch(url);
  keepCookies(cookies, response);
  const page = await response.text();
  const next = /href="([^"]+)" class="primary-button"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  return next === undefined ? page : walk(new URL(next, url), personId, cookies);
}

/** Ends at the first page that is not the eID's: its text, or the address that it leads to. */
async function walk(start: URL, personId: string, cookies: Map<string, string> = new Map()): Promise<string> {
  let url = start;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < maxSteps; step++) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    keepCookies(cookies, response);
    const text = await response.text();
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      form = undefined;
      if (url.href.startsWith(signedInPage)) return url.href;
    } else if (response.ok && url.pathname.startsWith('/interaction/') && !form) {
      form = new URLSearchParams({ person: personId, action: 'sign-in' });
    } else {
      return text;
    }
  }
  return '';
}

/** In the address that the homeserver leads back to, or on the page where it asks whether to go there. */
function tokenIn(text: string): string {
  const token = /loginToken=([\w.~-]+)/.exec(text)?.[1];
  if (token) return token;
  throw new PosthornError('sign-in-failed', 'The sign-in at the eID did not lead to a login token.', {
    mend: 'Check that the person exists at the eID and that the homeserver trusts this eID.',
  });
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }
}
