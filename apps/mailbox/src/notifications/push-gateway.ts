/** What the push gateway answers when it refuses; `code` is one of docs/errors.md. */
export class GatewayError extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`The push gateway: ${code}`, { cause });
    this.code = code;
  }
}

/** The push gateway as the app speaks with it. It learns an e-mail address or a browser's subscription, and never who the person is. */
export interface PushGateway {
  /** Whether it sends e-mails, too. */
  sendsEmail(): Promise<boolean>;
  /** RFC 8292, base64url: what the browser subscribes with. */
  vapidKey(): Promise<string>;
  /** Has a code sent to the address. @returns what `confirmEmail` needs */
  beginEmail(address: string, language: 'de' | 'en'): Promise<string>;
  /** @returns the address as only the gateway can read it */
  confirmEmail(challenge: string, code: string): Promise<string>;
}

/** @throws GatewayError from every call */
export function pushGatewayAt(url: string): PushGateway {
  async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, init);
    } catch (cause) {
      throw new GatewayError('push-gateway-unreachable', cause);
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return answer;
    const { code } = (answer['error'] ?? {}) as { code?: unknown };
    throw new GatewayError(typeof code === 'string' ? code : 'push-gateway-unreachable');
  }

  return {
    sendsEmail: async () => (await ask('/health'))['email'] === true,
    vapidKey: async () => String((await ask('/vapid'))['publicKey']),
    beginEmail: async (address, language) => String((await ask('/email', { address, language }))['challenge']),
    confirmEmail: async (challenge, code) => String((await ask('/email/confirm', { challenge, code }))['token']),
  };
}
