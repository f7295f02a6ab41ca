import { isValid, PosthornError, publicKey, thumbprint, type PublicKey } from '@posthorn/protocol';
import { readJson, writeJson, type CitizenStore } from './store.ts';

const ENTRY = 'operator/key';

/**
 * The key with which the operator signs its answers, as it was when this device first asked.
 *
 * @throws PosthornError `directory-unreachable`, `key-invalid`
 */
export async function pinnedOperatorKey(baseUrl: string, store: CitizenStore): Promise<PublicKey> {
  const pinned = await readJson<{ baseUrl: string; key: PublicKey }>(store, ENTRY);
  if (pinned?.baseUrl === baseUrl) return pinned.key;
  const key = await toOperatorKey(await fetchKey(`${baseUrl}/jwks/operator_key_es256`));
  await writeJson(store, ENTRY, { baseUrl, key });
  return key;
}

async function fetchKey(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (cause) {
    throw new PosthornError('directory-unreachable', 'The key of the data operator cannot be had at the moment.', {
      mend: 'Try again in a while.',
      cause,
    });
  }
}

/** On the wire the key is named by its address; here, as all own keys, by its thumbprint. */
async function toOperatorKey(value: unknown): Promise<PublicKey> {
  if (typeof value === 'object' && value !== null && 'x' in value && 'y' in value) {
    const { x, y } = value;
    const key = { kty: 'EC', crv: 'P-256', x: String(x), y: String(y), use: 'sig', alg: 'ES256' } as const;
    const named: unknown = { ...key, kid: await thumbprint(key).catch(() => '') };
    if (isValid(publicKey, named)) return named;
  }
  throw new PosthornError('key-invalid', 'What the data operator gives as its key is none.', {
    mend: 'Check the address of the operator.',
  });
}
