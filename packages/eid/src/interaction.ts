import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import { isAssuranceLevel, type AssuranceLevel } from './levels.ts';
import { expiredPage, loginPage } from './login-page.ts';
import type { EidPerson } from './persons.ts';
import { chooseLanguage } from './texts.ts';

const maxFormBytes = 4096;

/** What answering the login page needs. */
export interface InteractionParts {
  readonly provider: Provider;
  readonly persons: readonly EidPerson[];
  readonly findPerson: (id: string) => EidPerson | undefined;
}

/** Shows the login page and takes its answer. Who signs in is only ever in the body, never in a URL. */
export async function answerInteraction(
  parts: InteractionParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wish = new URL(request.url ?? '/', 'http://eid').searchParams.get('lang');
  const details = await findInteraction(parts.provider, request, response);
  if (!details) return sendPage(response, 400, expiredPage(chooseLanguage(wish, request.headers['accept-language'])));
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  const person = parts.findPerson(form?.get('person') ?? '');
  if (form?.get('action') === 'cancel') {
    const refusal: InteractionResults = { error: 'access_denied', error_description: 'the sign-in was cancelled' };
    return parts.provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
  }
  if (form && person) {
    const login = { accountId: person.id, acr: levelOf(form.get('level')), amr: ['eid'] };
    return parts.provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
  const { params, uid } = details;
  const client = await parts.provider.Client.find(String(params['client_id']));
  const view = {
    language: chooseLanguage(wish, asText(params['ui_locales']), request.headers['accept-language']),
    uid,
    persons: parts.persons,
    level: levelOf(asText(params['acr_values'])?.split(' ')[0] ?? null),
    client: client?.clientName ?? '',
    scopes: asText(params['scope'])?.split(' ') ?? [],
    nobodyChosen: form !== undefined,
  };
  sendPage(response, form ? 422 : 200, loginPage(view));
}

async function findInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Awaited<ReturnType<Provider['interactionDetails']>> | undefined> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

/** Sends a page that may load nothing but its own style sheet and may not be framed. */
export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    // No form-action: browsers hold it against the redirects that follow, and those lead to the client's pages.
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  });
  response.end(page);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxFormBytes) return new URLSearchParams();
  }
  return new URLSearchParams(text);
}

function levelOf(text: string | null | undefined): AssuranceLevel {
  return isAssuranceLevel(text ?? null) ? (text as AssuranceLevel) : 'http://eidas.europa.eu/LoA/high';
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
