import { parsePublicKey, PosthornError, thumbprint, type JsonObject, type PublicKey } from '@posthorn/protocol';
import type { Database } from '../store/database.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { askOperator } from './operator-http.ts';

/**
 * The operator's signing key: fetched at first use, then kept. What is signed with any other is not believed, whoever answers at the
 * operator's address.
 *
 * @throws PosthornError `operator-unreachable`, `key-invalid`
 */
export function pinOperatorKey(db: Database, baseUrl: string): () => Promise<PublicKey> {
  const setting = `operator-key ${baseUrl}`;
  let fetching: Promise<PublicKey> | null = null;
  let pinned = readSetting(db, setting) as PublicKey | null;

  async function fetchKey(): Promise<PublicKey> {
    const key = await parseKey(await askOperator(`${baseUrl}/jwks/operator_key_es256`));
    writeSetting(db, setting, { ...key });
    pinned = key;
    return key;
  }

  return () => {
    if (pinned) return Promise.resolve(pinned);
    fetching ??= fetchKey().finally(() => (fetching = null));
    return fetching;
  };
}

/** The operator calls its key by the address where it lies; everywhere else a key is called by its thumbprint. */
async function parseKey(text: string): Promise<PublicKey> {
  let key: JsonObject;
  try {
    key = JSON.parse(text) as JsonObject;
  } catch (cause) {
    throw new PosthornError('key-invalid', "The operator's key is no JWK.", {
      mend: 'Check the address of the operator in the configuration.',
      cause,
    });
  }
  const { kty, crv, x, y } = key as unknown as PublicKey;
  const kid = [x, y].every((part) => typeof part === 'string') ? await thumbprint({ kty, crv, x, y }) : '';
  return parsePublicKey({ ...key, kid });
}
