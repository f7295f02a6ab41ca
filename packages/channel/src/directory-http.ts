import { errorCodes, PosthornError, type ErrorCode, type SchemaOf } from '@posthorn/protocol';
import { asReply } from './directory-replies.ts';

/** Requests to a directory, with its answers kept by their entity tags. */
export interface DirectoryHttp {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /**
   * Reads a path.
   *
   * @param interpret makes what is kept and given out of the JSON `reply`; called again only when the directory sends another
   */
  read<Reply, Value>(
    path: string,
    schema: SchemaOf<Reply>,
    interpret: (reply: Reply) => Value | Promise<Value>,
  ): Promise<Value>;
  /** Sends a signed message. */
  send(jws: string): Promise<void>;
}

/** Milliseconds until a directory that does not answer counts as unreachable. */
const patience = 15_000;

/** Opens a directory's HTTP interface. */
export function openDirectoryHttp(url: string, fetch: typeof globalThis.fetch): DirectoryHttp {
  const baseUrl = url.replace(/\/+$/, '');
  const kept = new Map<string, { tag: string; value: unknown }>();

  async function request(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${baseUrl}${path}`, { ...init, signal: AbortSignal.timeout(patience) });
    } catch (cause) {
      throw unreachable(cause);
    }
    if (response.ok || response.status === 304) return response;
    throw await toError(response);
  }

  return {
    baseUrl,
    async read<Reply, Value>(
      path: string,
      schema: SchemaOf<Reply>,
      interpret: (reply: Reply) => Value | Promise<Value>,
    ): Promise<Value> {
      const known = kept.get(path);
      const response = await request(path, known === undefined ? {} : { headers: { 'if-none-match': known.tag } });
      if (response.status === 304 && known !== undefined) return known.value as Value;
      const value = await interpret(asReply(schema, await readJson(response)));
      const tag = response.headers.get('etag');
      if (tag !== null) kept.set(path, { tag, value });
      return value;
    },
    async send(jws) {
      const headers = { 'content-type': 'application/jwt' };
      const response = await request('/api', { method: 'POST', headers, body: jws });
      // Read to the end, so that the connection can be used again.
      await response.arrayBuffer();
    },
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw unreachable(cause);
  }
}

/** The directory's own error if it gave one, so that callers see `agency-unknown` and the like. */
async function toError(response: Response): Promise<PosthornError> {
  const reply: unknown = await response.json().catch(() => null);
  if (response.status >= 500 || response.status === 429 || !isErrorReply(reply)) return unreachable();
  const { code, message, mend } = reply.error;
  if (isErrorCode(code)) return new PosthornError(code, message, { mend });
  return new PosthornError('directory-refused', message, { mend });
}

function isErrorReply(reply: unknown): reply is { error: { code: string; message: string; mend: string } } {
  if (typeof reply !== 'object' || reply === null || !('error' in reply)) return false;
  const { code, message, mend } = reply.error as Record<string, unknown>;
  return [code, message, mend].every((part) => typeof part === 'string');
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function unreachable(cause?: unknown): PosthornError {
  return new PosthornError('directory-unreachable', 'The directory cannot be reached at the moment.', {
    mend: 'Try again in a while. Cases and messages that are here already go on without it.',
    cause,
  });
}
