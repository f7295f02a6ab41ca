import {
  isPosthornError,
  PosthornError,
  readWire,
  signWire,
  verifyWire,
  type PrivateKey,
  type PublicKey,
  type VerifiedWireMessage,
  type WireMessages,
  type WireType,
} from '@posthorn/protocol';
import { askOperator } from './operator-http.ts';

/** What the agency says of a message; the rest of its envelope is always the same. */
type Content<T extends WireType> = Omit<WireMessages[T], 'type' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'nbf'>;

/** The operator, as this agency speaks with it. Every call may throw `operator-unreachable` and the operator's own codes. */
export interface OperatorClient {
  /** Says something that needs no answer. */
  tell<T extends WireType>(type: T, content: Content<T>): Promise<void>;
  /** Asks something; the answer is verified. @throws PosthornError also `signature-invalid` and others of `verifyWire` */
  ask<T extends WireType, R extends WireType>(type: T, content: Content<T>, reply: R): Promise<WireMessages[R]>;
  /** Verifies what claims to come from the operator, under its pinned key. @throws PosthornError as `verifyWire` */
  verify<T extends WireType>(type: T, jws: string, audience: readonly string[]): Promise<VerifiedWireMessage<T>>;
}

interface OperatorClientOptions {
  /** The operator's base URL, exactly as it calls itself. */
  baseUrl: string;
  clientId: string;
  signingKey: PrivateKey;
  /** The operator's key, pinned at first use. */
  operatorKey: () => Promise<PublicKey>;
}

/** Opens the line to the operator. Nothing is sent or fetched yet. */
export function openOperatorClient(options: OperatorClientOptions): OperatorClient {
  const { baseUrl, clientId, signingKey, operatorKey } = options;
  const kid = `${baseUrl}/jwks/operator_key_es256`;

  async function send<T extends WireType>(type: T, content: Content<T>): Promise<string> {
    const message = { ...content, iss: clientId, aud: baseUrl } as unknown as Parameters<typeof signWire<T>>[1];
    const body = await signWire(type, message, signingKey, { kid: signingKey.kid });
    return askOperator(`${baseUrl}/api`, { method: 'POST', headers: { 'content-type': 'application/jwt' }, body });
  }

  async function verify<T extends WireType>(
    type: T,
    jws: string,
    audience: readonly string[],
  ): Promise<VerifiedWireMessage<T>> {
    const message = readWire(jws);
    if (message.type !== type || message.iss !== baseUrl || message.header.kid !== kid) throw notTheOperator();
    return verifyWire(type, message, await operatorKey(), { audience });
  }

  return {
    async tell(type, content) {
      await send(type, content);
    },
    async ask(type, content, reply) {
      return (await verify(reply, await send(type, content), [clientId])).payload;
    },
    verify,
  };
}

const transient: readonly string[] = [
  'operator-unreachable',
  'operator-unavailable',
  'operator-failed',
  'store-unreachable',
  'too-many-requests',
];

/** Whether an error may pass by itself: then the same is worth another try. */
export function mayPass(error: unknown): error is PosthornError {
  return isPosthornError(error) && transient.includes(error.code);
}

function notTheOperator(): PosthornError {
  return new PosthornError('signature-invalid', 'The message is not from the operator that this agency belongs to.', {
    mend: 'Compare the address of the operator in the configuration with the one that the operator calls itself.',
  });
}
