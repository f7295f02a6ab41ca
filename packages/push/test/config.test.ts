import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../src/index.ts';
import { startTestGateway, temporaryFolder } from './story.ts';

test('without any setting it is a gateway for development', () => {
  expect(readConfig({})).toMatchObject({
    listen: '127.0.0.1',
    port: 8424,
    dataFolder: resolve('.posthorn/data/push'),
    mail: null,
    allowPrivateAddresses: true,
  });
  expect(readConfig({ SMTP_URL: 'file:///tmp/mails.jsonl' }).mail).toEqual({ kind: 'file', file: '/tmp/mails.jsonl' });
});

test('in production it needs its mailbox, and encryption on every way out', () => {
  const production = { NODE_ENV: 'production', POSTHORN_MAILBOX_URL: 'https://postfach.example/' };
  const mail = { SMTP_URL: 'smtp://mail.example:587', MAIL_FROM: 'Posthorn <no-reply@postfach.example>' };
  expect(readConfig({ ...production, ...mail })).toMatchObject({
    allowPrivateAddresses: false,
    codesPerQuarterHour: 10,
    mail: { kind: 'smtp', requireTls: true },
  });
  expect(readConfig({ ...production, ...mail, SMTP_URL: 'smtp://127.0.0.1' }).mail).toMatchObject({
    requireTls: false,
  });
  expect(readConfig(production).mail).toBeNull();
  const mistakes: [string, NodeJS.ProcessEnv][] = [
    ['POSTHORN_MAILBOX_URL', { NODE_ENV: 'production' }],
    ['POSTHORN_MAILBOX_URL', { ...production, POSTHORN_MAILBOX_URL: 'http://postfach.example/' }],
    ['SMTP_URL', { ...production, SMTP_URL: 'mail.example' }],
    ['SMTP_URL', { ...production, SMTP_URL: 'file:///tmp/mails.jsonl' }],
    ['MAIL_FROM', { ...production, SMTP_URL: 'smtps://mail.example' }],
    ['MAIL_FROM', { ...production, ...mail, MAIL_FROM: 'Posthorn' }],
    ['PORT', { PORT: 'many' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ];
  for (const [name, env] of mistakes) {
    expect(() => readConfig(env), name).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringContaining(name) as string,
        mend: expect.any(String) as string,
      }),
    );
  }
});

test('the keys are made once and kept for their owner alone; a damaged file is not replaced in silence', async () => {
  await using both = await temporaryFolder();
  const dataFolder = join(both.folder, 'push');
  const file = join(dataFolder, 'keys.json');
  const publicKeys: unknown[] = [];
  for (let start = 0; start < 2; start++) {
    await using gateway = await startTestGateway({ dataFolder });
    publicKeys.push((await gateway.get('/vapid')).body.publicKey);
    expect(gateway.log()).not.toContain((JSON.parse(await readFile(file, 'utf8')) as { sealing: string }).sealing);
  }
  expect(publicKeys[0]).toMatch(/^[\w-]{87}$/);
  expect(publicKeys[1]).toBe(publicKeys[0]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  for (const damaged of ['', '{}', (await readFile(file, 'utf8')).slice(0, -20)]) {
    await writeFile(file, damaged);
    await expect(startTestGateway({ dataFolder })).rejects.toMatchObject({ code: 'config-invalid' });
    expect(await readFile(file, 'utf8')).toBe(damaged);
  }
});

test('a port that is taken is named', async () => {
  await using first = await startTestGateway();
  const port = Number(new URL(first.url).port);
  await expect(startTestGateway({ port })).rejects.toMatchObject({ code: 'port-taken' });
});
