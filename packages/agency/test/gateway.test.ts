import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import type { Agency } from '../src/index.ts';
import { Person } from './person.ts';

const main = fileURLToPath(new URL('../src/gateway-main.ts', import.meta.url));
const service = fileURLToPath(new URL('../../../services/dog-registration.yaml', import.meta.url));

test('the gateway program: one ready line, its health, no word of what people say in log or data, a graceful end', async () => {
  await using directory = await startTestDirectory();
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-gateway-'));
  const user = `agency-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  await sharedHomeserver().register(user, password);
  await writeFile(join(folder, 'password'), password);
  const config = {
    clientId: 'https://kiel.example',
    names: { de: 'Kiel', en: 'Kiel' },
    homeserver: inject('homeserverUrl'),
    directory: directory.url,
    user,
    passwordFile: 'password',
    storage: { folder: 'data', keyFile: 'storage.key' },
    services: [service],
    web: { port: 0 },
  };
  await writeFile(join(folder, 'kiel.yaml'), stringify(config));
  const gateway = spawn(process.execPath, [main, join(folder, 'kiel.yaml')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  gateway.stderr.on('data', (chunk) => (log += String(chunk)));
  const [ready] = (await once(createInterface(gateway.stdout), 'line')) as [string];
  expect(ready).toMatch(
    /^gateway ready clientId=https:\/\/kiel\.example user=@agency-\w+:\S+ url=http:\/\/127\.0\.0\.1:\d+$/,
  );
  const userId = /user=(\S+)/.exec(ready)?.[1] ?? '';
  const health = `${/url=(\S+)/.exec(ready)?.[1] ?? ''}/health`;
  expect(await (await fetch(health)).json()).toMatchObject({ line: 'ready', directory: 'published', parked: 0 });
  expect((await fetch(health.replace('/health', '/'))).status).toBe(404);

  const office = { userId, clientId: config.clientId } as Agency;
  await using ada = await Person.connect(office, { operator: directory.url });
  const canary = `Kanarienvogel-${randomBytes(8).toString('hex')}`;
  await ada.apply(ada.application({ name: canary }, { service: { id: 'dog-registration', version: 1 } }));
  await ada.hears('refusal');
  await ada.sendRaw('m.room.message', { msgtype: 'm.text', body: canary });
  await expect
    .poll(async () => ((await (await fetch(health)).json()) as { inbox: { pending: number } }).inbox.pending)
    .toBe(0);

  gateway.kill('SIGTERM');
  expect(await once(gateway, 'exit')).toEqual([0, null]);
  expect(log).not.toContain(canary);
  expect(log).not.toContain(password);
  for (const name of await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const content = await readFile(join(name.parentPath, name.name));
    expect(content.includes(canary), name.name).toBe(false);
    expect(content.includes(password), name.name).toBe(false);
  }
  await rm(folder, { recursive: true });
});

test('a wrong start ends with one sentence and its mend', async () => {
  const without = spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'pipe'] });
  expect(await lastWords(without)).toContain('Usage: gateway-main.ts <config.yaml>');
  const missing = spawn(process.execPath, [main, '/nowhere/kiel.yaml'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const words = await lastWords(missing);
  expect(words).toContain('config-invalid: ');
  expect(words).not.toContain('    at ');
});

async function lastWords(child: ChildProcess): Promise<string> {
  let words = '';
  child.stderr?.on('data', (chunk) => (words += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  return words;
}
