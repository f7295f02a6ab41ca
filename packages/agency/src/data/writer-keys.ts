import type { DirectoryClient } from '@posthorn/channel/directory';
import { isPosthornError, parseWireKey, PosthornError, type JsonObject, type WireKey } from '@posthorn/protocol';
import { backoff } from '../lanes.ts';
import { mayPass } from '../operator/operator-client.ts';
import { askOperator } from '../operator/operator-http.ts';

/** How long a key that was looked up is used without asking again, in ms. */
const freshness = 10 * 60_000;

/** How often and how long (ms) a look-up is tried: what a one-time permission has read cannot be read again. */
const tries = 5;
const firstPause = 200;

/**
 * The keys by which this agency believes writers: of agencies what the directory has under their own signature, of old services what the
 * operator has on record.
 */
export function createWriterKeys(directory: DirectoryClient): (clientId: string) => Promise<WireKey> {
  const known = new Map<string, { key: WireKey; until: number }>();
  return async (clientId) => {
    const before = known.get(clientId);
    if (before && before.until > Date.now()) return before.key;
    const key = await lookUpPatiently(directory, clientId);
    known.set(clientId, { key, until: Date.now() + freshness });
    return key;
  };
}

async function lookUpPatiently(directory: DirectoryClient, clientId: string): Promise<WireKey> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await lookUp(directory, clientId);
    } catch (error) {
      const isAway = mayPass(error) || isPosthornError(error, 'directory-unreachable');
      if (!isAway || attempt === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt, firstPause)).unref());
    }
  }
}

async function lookUp(directory: DirectoryClient, clientId: string): Promise<WireKey> {
  try {
    return (await directory.agency(clientId)).jwk;
  } catch (error) {
    if (!isPosthornError(error, 'agency-unknown')) throw error;
  }
  const text = await askOperator(`${directory.baseUrl}/services/${encodeURIComponent(clientId)}`);
  return parseWireKey(readKey(text));
}

function readKey(text: string): unknown {
  try {
    return (JSON.parse(text) as JsonObject)['jwk'];
  } catch (cause) {
    throw new PosthornError('key-invalid', "The operator's answer names no key.", {
      mend: 'Check the address of the operator in the configuration.',
      cause,
    });
  }
}
