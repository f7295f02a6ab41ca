import {
  signWire,
  type Connection as ConnectionMessage,
  type ConnectionChannel,
  type Permission,
  type PermissionRequestItem,
  type WireKey,
  type WirePrivateKey,
} from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { Agreement, Answer } from './agreement.ts';
import { writeKeys, type Reader } from './readers.ts';

/** Who speaks in what a service gets to see: nobody in particular. Services do not learn the account. */
export const anyAccount = 'egendata://account';

/**
 * Signs the person's agreement for a service. It always says everything that holds, so that the newest is all that a
 * service has to know.
 *
 * @param readers everybody who may read, this agreement's readers among them
 * @param channel what the service has to know of the encrypted channel, if it has one
 */
export async function signConnection(
  agreement: Agreement & { connectionId: string },
  { sid, denied }: Answer,
  approved: readonly Permission[],
  keys: KeyRing,
  channel: ConnectionChannel | null,
): Promise<string> {
  const { service, serviceKey, connectionId } = agreement;
  const permissions = {
    ...(approved.length > 0 && { approved: [...approved] }),
    ...(denied.length > 0 && { denied }),
  };
  const content: Omit<ConnectionMessage, 'type' | 'iat' | 'exp' | 'jti' | 'nbf'> = {
    iss: anyAccount,
    aud: service,
    sid,
    sub: connectionId,
    ...(approved.length + denied.length > 0 && { permissions }),
    ...(channel !== null && { channel }),
  };
  return signWire('CONNECTION', content, await nestedKey(serviceKey, keys), { jwk: true });
}

/** The key that signs what a service reads: old services know RSA alone. */
export async function nestedKey(service: WireKey, keys: KeyRing): Promise<WirePrivateKey> {
  return service.kty === 'RSA' ? (await keys.oldKeys()).signing : keys.accountKey;
}

/** What was asked for, as it is agreed to. */
export async function toApproved(
  request: PermissionRequestItem,
  writer: WireKey,
  readers: readonly Reader[],
  keys: KeyRing,
): Promise<Permission> {
  if (request.type === 'WRITE') return { ...request, jwks: { keys: await writeKeys(request, writer, readers, keys) } };
  const { jwk, ...terms } = request;
  return { ...terms, kid: jwk.kid };
}
