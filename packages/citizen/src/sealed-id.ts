import { base64url } from 'jose';

/**
 * The id of a sealed document that stands for something: the same on every device, so that two devices that write it at
 * once meet in one document; and without the document key nobody can tell what it stands for.
 */
export async function sealedId(documentKey: Uint8Array, prefix: string, name: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(documentKey), algorithm, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(name));
  return prefix + base64url.encode(new Uint8Array(mac).subarray(0, 16));
}
