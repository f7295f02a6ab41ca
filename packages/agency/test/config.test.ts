import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { expiryOf } from '../src/data/expiry.ts';
import { loadConfig } from '../src/index.ts';

const service = fileURLToPath(new URL('../../../services/dog-registration.yaml', import.meta.url));

const good = {
  clientId: 'https://kiel.example',
  names: { de: 'Kiel', en: 'Kiel' },
  homeserver: '${HS:-http://127.0.0.1:8420}/',
  directory: 'http://127.0.0.1:8422',
  user: 'kiel',
  passwordFile: 'password',
  storage: { folder: 'data', keyFile: 'secrets/storage.key' },
  services: [service],
  web: { url: 'https://buergeramt.kiel.example/', port: '${PORT:-8431}' },
  permissions: [{ type: 'READ', area: 'dog-licence', purpose: { de: 'Steuer', en: 'Tax' }, expires: 'P1Y' }],
};

const write = { type: 'WRITE', area: 'x', description: 'x' };

async function writeConfig(content: object | string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-config-'));
  await writeFile(join(folder, 'password'), 'correct horse\n');
  const file = join(folder, 'kiel.yaml');
  await writeFile(file, typeof content === 'string' ? content : stringify(content));
  return file;
}

test('a good file is read: variables, secrets in files, keys made at the first start and kept', async () => {
  const file = await writeConfig(good);
  const config = await loadConfig(file, { PORT: '9000' });
  expect(config).toMatchObject({ homeserver: 'http://127.0.0.1:8420', password: 'correct horse' });
  expect(config.web).toEqual({ url: 'https://buergeramt.kiel.example', port: 9000 });
  expect(config.services.map(({ id }) => id)).toEqual(['dog-registration']);
  expect(config.storage.key).toHaveLength(32);
  const keyFile = join(file, '../secrets/storage.key');
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect((await loadConfig(file, {})).storage.key).toEqual(config.storage.key);

  const key = (await readFile(keyFile, 'utf8')).trim();
  const inline = await writeConfig({ ...good, storage: { folder: 'data', key: '${STORAGE_KEY}' } });
  expect((await loadConfig(inline, { STORAGE_KEY: key })).storage.key).toEqual(config.storage.key);
});

test.each<[string, object | string, RegExp]>([
  ['no YAML', 'names: {', /flow|YAML|line/i],
  ['a missing part', { ...good, clientId: undefined }, /clientId/],
  ['a word that is not known', { ...good, homserver: 'x' }, /homserver/],
  ['a wrong URL', { ...good, directory: 'directory.example' }, /\/directory/],
  ['a name in one language', { ...good, names: { de: 'Kiel' } }, /\/names/],
  ['no services', { ...good, services: [] }, /\/services/],
  ['a service file that is not there', { ...good, services: ['missing.yaml'] }, /\/services\/0.*missing\.yaml/],
  ['two passwords', { ...good, password: 'x' }, /\/password.*exactly one/],
  ['a password file that is not there', { ...good, passwordFile: 'nowhere' }, /\/passwordFile/],
  ['a variable that is not set', { ...good, user: '${NOBODY_SET_THIS}' }, /\/user.*NOBODY_SET_THIS/],
  ['a storage key that is too short', { ...good, storage: { folder: 'data', key: 'short' } }, /\/storage\/key/],
  ['a port that is none', { ...good, web: { port: 'high' } }, /\/web/],
  ['a permission without a purpose', { ...good, permissions: [{ type: 'READ', area: 'x' }] }, /\/permissions\/0/],
  ['an expiry that is none', { ...good, permissions: [{ ...write, expires: 'P1' }] }, /\/permissions\/0\/expires/],
  [
    'a schema that is none',
    { ...good, permissions: [{ ...write, schema: { $ref: '#/nowhere' } }] },
    /\/permissions\/0\/schema/,
  ],
])('a mistake is named with its place: %s', async (_, content, place) => {
  const file = await writeConfig(content);
  const error: unknown = await loadConfig(file, {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'config-invalid', message: expect.stringMatching(place) as string });
  expect((error as { mend: string }).mend).not.toBe('');
});

test.each([
  ['P1Y', '2029-02-28T10:30:00Z'],
  ['P1M2W3D', '2028-04-15T10:30:00Z'],
  ['2028-12-31', '2029-01-01T00:00:00Z'],
  ['2028-12-31T12:00:00+01:00', '2028-12-31T11:00:00Z'],
])('a permission that expires %s is asked for with the right end', (text, end) => {
  const leapDay = new Date('2028-02-29T10:30:00Z');
  expect(expiryOf(text, leapDay)).toBe(Date.parse(end) / 1000);
});

test('a new key is never made for a folder that holds data', async () => {
  const file = await writeConfig(good);
  await loadConfig(file, {});
  const other = { ...good, storage: { folder: 'data', keyFile: 'other.key' } };
  await writeFile(file, stringify(other));
  await loadConfig(file, {});
  const folder = join(file, '../data');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'agency.sqlite'), '');
  await writeFile(file, stringify({ ...good, storage: { folder: 'data', keyFile: 'third.key' } }));
  await expect(loadConfig(file, {})).rejects.toMatchObject({ code: 'store-key-wrong' });
});
