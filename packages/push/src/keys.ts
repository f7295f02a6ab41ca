import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PosthornError } from '@posthorn/protocol';
import Type from 'typebox';
import { Check } from 'typebox/value';
import webPush from 'web-push';

/** The keys of a push gateway, base64url. Whoever has them can push in its name and read the addresses in its tokens. */
export interface GatewayKeys {
  /** RFC 8292: who sends. The public one is part of every subscription, so a new pair ends them all. */
  vapid: { publicKey: string; privateKey: string };
  /** 32 bytes that tokens and challenges are sealed with. */
  sealing: string;
}

const keysSchema = Type.Object({
  vapid: Type.Object({
    publicKey: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
    privateKey: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  }),
  sealing: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
});

/**
 * The gateway's keys, made at the first start and kept in its folder (mode 0600).
 *
 * @throws PosthornError `config-invalid` when the file is damaged: new keys would silently end every subscription
 */
export async function keysIn(folder: string): Promise<GatewayKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'keys.json');
  const text = (await readIfThere(file)) ?? (await makeKeys(file));
  const keys = parse(text);
  if (Check(keysSchema, keys)) return keys;
  throw new PosthornError('config-invalid', 'The file with the keys of the push gateway is damaged.', {
    mend: 'Put keys.json back from a backup. Without one remove it: people then switch notifications on again.',
  });
}

async function makeKeys(file: string): Promise<string> {
  const keys: GatewayKeys = { vapid: webPush.generateVAPIDKeys(), sealing: randomBytes(32).toString('base64url') };
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(keys), { mode: 0o600 });
  // Appears whole or not at all, and never in the place of older ones.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
