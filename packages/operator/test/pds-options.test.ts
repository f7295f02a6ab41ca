import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { isPosthornError, type PosthornError } from '@posthorn/protocol';
import { errorBody } from '../src/http/error-replies.ts';
import { createCredentialSafe } from '../src/pds/credentials.ts';
import type { PdsOptions } from '../src/pds/providers.ts';
import { serve, temporaryFolder, testStores } from './pds-servers.ts';

const webdav = { provider: 'webdav', endpoint: 'https://cloud.example', username: 'anna', password: 'canary' };
const s3 = {
  provider: 's3',
  endpoint: 'https://s3.example',
  bucket: 'anna',
  region: 'eu-1',
  access_key_id: 'canary-id',
  secret_access_key: 'canary',
};
const azblob = {
  provider: 'azblob',
  endpoint: 'https://a.example',
  container: 'c',
  account_name: 'a',
  account_key: 'YQ==',
};
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const serviceAccount = { type: 'service_account', client_email: 'a@example', private_key: 'canary' };

/** What goes wrong with these options before any network is asked. */
function mistake(pds: PdsOptions): PosthornError | undefined {
  try {
    testStores('/nowhere').store(pds);
    return undefined;
  } catch (error) {
    if (isPosthornError(error, 'store-options-invalid')) return error;
    throw error;
  }
}

/** The error of work that must fail. */
async function failure(work: Promise<unknown>): Promise<PosthornError> {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  return isPosthornError(error) ? error : expect.fail(inspect(error));
}

test('every provider takes its own options', () => {
  const refresh = { refresh_token: 'r', client_id: 'i', client_secret: 's' };
  const good: PdsOptions[] = [
    { provider: 'memory' },
    { provider: 'memory', access_token: 'as old devices send it' },
    { provider: 'folder' },
    webdav,
    { ...webdav, root: '/my data/für Posthorn' },
    s3,
    azblob,
    { provider: 'gcs', bucket: 'anna', credential: base64(serviceAccount) },
    ...['dropbox', 'gdrive', 'onedrive'].flatMap((provider) => [
      { provider, access_token: 'a' },
      { provider, root: '/here', ...refresh },
    ]),
  ];
  expect(good.map((pds) => mistake(pds)?.message)).toEqual(good.map(() => undefined));
});

test('a wrong choice is refused with what is possible, and nothing of what was sent', () => {
  const wrong: [PdsOptions, RegExp][] = [
    [{ provider: 'fs' }, /memory, folder, webdav, s3, dropbox, gdrive, onedrive, azblob, gcs/],
    [{ provider: 'constructor' }, /memory, folder/],
    [{ provider: 'folder', root: '/etc' }, /access_token/],
    [{ ...webdav, password2: 'canary' }, /endpoint, username, password, root/],
    [{ provider: 'webdav', endpoint: 'https://cloud.example' }, /endpoint, username, password/],
    [{ provider: 'dropbox', refresh_token: 'canary' }, /access_token; or refresh_token, client_id, client_secret/],
    [{ ...s3, allow_anonymous: 'true' }, /bucket/],
    [{ ...s3, region: 'x.canary.example/' }, /region/],
    [{ ...s3, bucket: '../canary' }, /bucket/],
    [{ ...webdav, root: '/a/../../canary' }, /root/],
    [{ ...webdav, password: 'canary\r\nhost: inner' }, /password/],
    [{ ...azblob, container: 'a/canary' }, /container/],
    // Google's other kinds of credentials read files and fetch addresses that they name.
    [
      {
        provider: 'gcs',
        bucket: 'b',
        credential: base64({ type: 'external_account', credential_source: { file: '/etc/canary' } }),
      },
      /service account/,
    ],
    [
      { provider: 'gcs', bucket: 'b', credential: base64({ ...serviceAccount, token_uri: 'http://canary.example' }) },
      /service account/,
    ],
    [{ provider: 'gcs', bucket: 'b', credential: 'canary' }, /service account/],
  ];
  for (const [pds, mend] of wrong) {
    const error = mistake(pds);
    expect(error?.mend, JSON.stringify(pds)).toMatch(mend);
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  }
});

test('outside of development a store has an https address on the public internet', async () => {
  await using folders = await temporaryFolder();
  const stores = testStores(folders.folder, { allowPrivateAddresses: false });
  const inner = ['127.0.0.1', 'localhost', '10.0.0.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]', '2130706433'];
  for (const host of inner) {
    for (const endpoint of [`https://${host}:8443/dav`, `http://${host}`]) {
      const error = await failure(stores.store({ ...webdav, endpoint }).check());
      expect(error.code, endpoint).toBe('store-address-refused');
    }
    const error = await failure(stores.store({ ...s3, endpoint: `https://${host}` }).read('a/1'));
    expect(error.code, host).toBe('store-address-refused');
  }
  for (const endpoint of ['http://1.1.1.1', 'ftp://1.1.1.1', 'https://u:p@1.1.1.1', 'https://1.1.1.1/?a', 'cloud']) {
    const error = await failure(stores.store({ ...webdav, endpoint }).check());
    expect(error.code, endpoint).toMatch(/^store-(address-refused|options-invalid)$/);
  }
});

test('no error carries anything of a credential or of what the store said', async () => {
  await using folders = await temporaryFolder();
  const secrets = ['canary-pass', 'canary-id', 'canary-secret', Buffer.from('anna:canary-pass').toString('base64')];
  for (const [status, code] of [
    [401, 'store-refused'],
    [403, 'store-refused'],
    [413, 'store-full'],
    [507, 'store-full'],
    [500, 'store-unreachable'],
  ] as const) {
    // A careless store says again what it was sent, and what went wrong inside it.
    await using server = await serve((request, response) => {
      response.writeHead(status, { 'x-inside': JSON.stringify(request.headers) });
      response.end(`<Error><Code>Inside</Code><Message>inside ${JSON.stringify(request.headers)}</Message></Error>`);
    });
    const stores = testStores(folders.folder, { patience: 1_000 });
    for (const pds of [
      { ...webdav, endpoint: server.url, password: 'canary-pass' },
      { ...s3, endpoint: server.url, access_key_id: 'canary-id', secret_access_key: 'canary-secret' },
    ]) {
      const error = await failure(stores.store(pds).write('a/1', new Uint8Array(9)));
      expect(error.code, `${pds.provider} ${status}`).toBe(code);
      const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(errorBody(error));
      for (const hidden of [...secrets, 'nside', server.url]) expect(shown).not.toContain(hidden);
      expect(inspect(error.cause)).toContain(`HTTP status ${status}`);
    }
  }
});

test('a store that never answers is given up in time, and one that answers for ever is cut off', async () => {
  await using folders = await temporaryFolder();
  const stores = testStores(folders.folder, { patience: 400 });
  await using silent = await serve(() => undefined);
  const silentStore = stores.store({ ...webdav, endpoint: silent.url });
  for (const work of [silentStore.read('a/1'), silentStore.write('a/1', new Uint8Array(9)), silentStore.list('a/')]) {
    expect((await failure(work)).code).toBe('store-unreachable');
  }

  let sent = 0;
  await using endless = await serve((request, response) => {
    response.writeHead(200, { 'content-length': String(1024 ** 4) });
    if (request.method === 'HEAD') response.end();
    else pour(response);
  });
  function pour(response: NodeJS.WritableStream): void {
    while (response.writable && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
    if (response.writable) response.once('drain', () => pour(response));
  }
  const endlessStore = stores.store({ ...s3, endpoint: endless.url });
  expect((await failure(endlessStore.read('a/1'))).code).toBe('store-unreachable');
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('Dropbox without a way to it says so, and shows no token', async () => {
  await using folders = await temporaryFolder();
  const stores = testStores(folders.folder, { patience: 400 });
  for (const pds of [
    { provider: 'dropbox', access_token: 'canary' },
    { provider: 'dropbox', refresh_token: 'canary', client_id: 'canary', client_secret: 'canary' },
  ]) {
    const error = await failure(stores.store(pds).check());
    // Where there is a way, Dropbox refuses the token.
    expect(error.code).toMatch(/^store-(unreachable|refused)$/);
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary|dropboxapi/);
  }
});

test("an account's credentials are sealed, and open for that account and that secret only", async () => {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const safe = createCredentialSafe(secret);
  const anna = 'egendata://account/0c9d8f3e-11aa-4b6c-8d2e-9f0a1b2c3d4e';
  const sealed = await safe.seal(anna, s3);
  expect(sealed).not.toContain('canary');
  expect(await safe.seal(anna, s3)).not.toBe(sealed);
  expect(await createCredentialSafe(Uint8Array.from(secret)).open(anna, sealed)).toEqual(s3);

  const berta = 'egendata://account/1c9d8f3e-11aa-4b6c-8d2e-9f0a1b2c3d4e';
  const renamed = sealed.replace(/^[^.]+/, (header) => {
    const members = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, string>;
    return Buffer.from(JSON.stringify({ ...members, account: berta })).toString('base64url');
  });
  for (const [account, text] of [
    [berta, sealed],
    [berta, renamed],
    [anna, `${sealed.slice(0, -9)}AAAAAAAAA`],
    [anna, 'nonsense'],
  ] as const) {
    const error = await failure(safe.open(account, text));
    expect([error.code, error.message]).toEqual([
      'credentials-unreadable',
      'The credentials of a store are damaged or of another account.',
    ]);
  }
  const other = createCredentialSafe(crypto.getRandomValues(new Uint8Array(32)));
  const error = await failure(other.open(anna, sealed));
  expect(error.code).toBe('credentials-unreadable');
  expect(error.message).toContain('another secret');
  expect(error.mend).toContain('the secret that it had');
});
