import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { oldSchemas } from './npm-client.ts';
import type { RsaPublicJwk } from './rsa-keys.ts';

/** A message of the old wire. Which members it has follows from its type. */
export interface OldMessage {
  type: string;
  iss: string;
  aud: string;
  iat: number;
  exp: number;
  [member: string]: unknown;
}

/**
 * Reads a message as an old peer does: every member must be known, in every version of the old parser that knows the type.
 *
 * @throws Error saying which version refuses it and why
 */
export function readStrictly(jws: string): OldMessage {
  const header = decodeProtectedHeader(jws);
  const payload = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as OldMessage;
  let isKnown = false;
  for (const [version, schemas] of Object.entries(oldSchemas)) {
    const schema = schemas[payload.type];
    if (schema === undefined) continue;
    isKnown = true;
    const problem = schemas['JOSE_HEADER']?.validate(header).error ?? schema.validate(payload).error;
    if (problem) throw new Error(`Old parser ${version} refuses this ${payload.type}: ${problem.message}`);
  }
  if (!isKnown) throw new Error(`No old parser knows the type ${payload.type}.`);
  return payload;
}

/** Fetches the key that a message names, as old peers do, and verifies the message with it. */
export async function verifyStrictly(jws: string): Promise<OldMessage> {
  const payload = readStrictly(jws);
  const { kid = '' } = decodeProtectedHeader(jws);
  const response = await fetch(kid);
  const key = (await response.json()) as RsaPublicJwk;
  for (const [version, schemas] of Object.entries(oldSchemas)) {
    const problem = schemas['JWK']?.validate(key).error;
    if (problem) throw new Error(`Old parser ${version} refuses the key ${kid}: ${problem.message}`);
  }
  await compactVerify(jws, await importJWK({ ...key }, 'PS256'), { algorithms: ['PS256'] });
  return payload;
}
