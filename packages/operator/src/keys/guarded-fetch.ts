import { isIP } from 'node:net';
import { isPosthornError, PosthornError } from '@posthorn/protocol';
import { guardedLookup, type ResolveHost } from '@posthorn/serving';
import { Agent, request, type Dispatcher } from 'undici';

/** What the operator asks of an address outside. */
export interface OutgoingRequest {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Ends it early. */
  signal?: AbortSignal;
  /** `text`: the answer is read and returned. `status`: what follows the status is thrown away. */
  expect: 'text' | 'status';
}

/** What came back. */
export interface IncomingAnswer {
  status: number;
  /** Empty when only the status was expected. */
  text: string;
}

/** Requests to addresses that peers name: they lead to the public internet only, and end soon. */
export interface GuardedFetch extends AsyncDisposable {
  /**
   * Sends one request. Redirects are not followed.
   *
   * @throws PosthornError `destination-refused`, `destination-unreachable`
   */
  fetch(url: string, request: OutgoingRequest): Promise<IncomingAnswer>;
  /**
   * Whether an address is one that requests could go to, now.
   *
   * @throws PosthornError `destination-refused`, `destination-unreachable`
   */
  check(url: string): Promise<void>;
}

/** What a guard lets through. */
export interface GuardOptions {
  /** For development: plain http and any address. */
  allowPrivateAddresses: boolean;
  /** How names become addresses; without it by name servers, in development by the operating system. */
  resolve?: ResolveHost;
  /** Milliseconds from looking up the name to the end of the answer; 3000 if not given. */
  timeLimit?: number;
}

/** Longest answer that is read, in bytes. */
const longestText = 64 * 1024;

/** Bytes of an unwanted answer that are read before its connection is given up. */
const longestRemainder = 16 * 1024;

/** Opens the one way by which the operator asks addresses that a peer has named. */
export function openGuardedFetch(options: GuardOptions): GuardedFetch {
  const { allowPrivateAddresses: anywhere, timeLimit = 3_000 } = options;
  const { addresses, lookup } = guardedLookup({
    anywhere,
    resolve: options.resolve,
    refused: () => refused('The address is not one of the public internet.'),
  });
  const agent = new Agent({ connect: { lookup, timeout: timeLimit } });
  return {
    async fetch(text, { signal, expect, ...sent }) {
      const url = parse(text, anywhere);
      // No name is looked up for an IP address, so it is checked here.
      if (isIP(hostOf(url)) !== 0) await addresses(hostOf(url));
      const late = AbortSignal.timeout(timeLimit);
      const ended = signal === undefined ? late : AbortSignal.any([late, signal]);
      return reachable(async () => {
        const { statusCode: status, body } = await request(url, { ...sent, dispatcher: agent, signal: ended });
        return { status, text: expect === 'text' ? await readText(body) : discard(body) };
      });
    },
    check: (text) => reachable(async () => void (await addresses(hostOf(parse(text, anywhere))))),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** A URL by its form. */
function parse(text: string, anywhere: boolean): URL {
  const url = URL.parse(text);
  const protocols = anywhere ? ['https:', 'http:'] : ['https:'];
  if (url === null || !protocols.includes(url.protocol)) throw refused('The address is no https URL.');
  if (`${url.username}${url.password}` !== '') throw refused('The address carries credentials.');
  return url;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop destroys the body and its connection.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > longestText) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Frees the connection without making anybody wait for it. */
function discard(body: Dispatcher.ResponseData['body']): string {
  body.dump({ limit: longestRemainder }).catch(() => undefined);
  return '';
}

async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isPosthornError(cause)) throw cause;
    throw new PosthornError('destination-unreachable', 'The address did not answer in time, or not fittingly.', {
      mend: 'See that the name is known and that the server there answers within three seconds, with at most 64 KiB.',
      cause,
    });
  }
}

function refused(message: string): PosthornError {
  return new PosthornError('destination-refused', message, {
    mend: 'Name an https address without credentials whose host is reachable from the public internet.',
  });
}
