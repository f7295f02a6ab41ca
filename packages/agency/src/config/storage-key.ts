import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateSigningKey, parsePublicKey, PosthornError, type PrivateKey } from '@posthorn/protocol';

/** 32 bytes in base64url. @throws PosthornError `config-invalid` */
export function keyFromText(text: string, path: string): Uint8Array {
  const key = /^[A-Za-z0-9_-]{43}=?$/.test(text.trim()) ? Buffer.from(text.trim(), 'base64url') : Buffer.alloc(0);
  if (key.length === 32) return new Uint8Array(key);
  throw new PosthornError('config-invalid', `${path} is no storage key.`, {
    mend: 'Give 32 random bytes in base64url (43 characters).',
    details: { path },
  });
}

/**
 * The storage key of a folder. Made at the first start; never for a folder that holds data already, since that data would be lost.
 */
export async function readOrMakeKey(file: string, folder: string): Promise<Uint8Array> {
  if (existsSync(file)) return keyFromText(await readFile(file, 'utf8'), '/storage/keyFile');
  if (existsSync(join(folder, 'agency.sqlite'))) {
    throw new PosthornError('store-key-wrong', 'The storage folder holds data, but its key file is gone.', {
      mend: 'Bring back the key file from your backup; without it the data cannot be read.',
    });
  }
  await writeSecret(file, randomBytes(32).toString('base64url'));
  return keyFromText(await readFile(file, 'utf8'), '/storage/keyFile');
}

/** The agency's signing key, made at the first start. */
export async function readOrMakeSigningKey(file: string): Promise<PrivateKey> {
  if (!existsSync(file)) await writeSecret(file, JSON.stringify(await generateSigningKey()));
  try {
    const key = JSON.parse(await readFile(file, 'utf8')) as PrivateKey;
    return { ...(await parsePublicKey(key)), d: key.d };
  } catch (cause) {
    throw new PosthornError('config-invalid', 'The signing key file holds no signing key.', {
      mend: 'Bring it back from your backup. A new key would be refused by the directory and by everybody who knows the old one.',
      details: { path: '/signingKeyFile' },
      cause,
    });
  }
}

/** Readable by this user alone; does not replace a file that is there. */
async function writeSecret(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600, flag: 'wx', flush: true });
}
