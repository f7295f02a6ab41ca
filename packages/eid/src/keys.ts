import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the eID must not forget over a restart, or signed-in people and homeservers would no longer recognise it. */
export interface EidKeys {
  readonly signing: JsonWebKey;
  readonly cookie: string;
}

/** Reads the keys from the data folder; makes them at the first start. */
export function loadKeys(dataDir: string): EidKeys {
  const file = join(dataDir, 'keys.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as EidKeys;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signing = {
    ...privateKey.export({ format: 'jwk' }),
    use: 'sig',
    alg: 'ES256',
    kid: randomBytes(8).toString('hex'),
  };
  const keys: EidKeys = { signing, cookie: randomBytes(32).toString('base64url') };
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return keys;
}
