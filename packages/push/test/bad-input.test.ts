import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPushService, type Browser, type PushService } from './push-service.ts';
import { mailboxUrl, startTestGateway, webDevice, type TestGateway } from './story.ts';

const path = '/_matrix/push/v1/notify';
const news = { event_id: '$news', room_id: '!room:example', counts: { unread: 3 } };

let service: PushService;
let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  service = await openPushService();
  gateway = await startTestGateway({ mail: { kind: 'smtp', url: 'smtp://127.0.0.1:9', requireTls: false } });
  browser = service.subscribe((await gateway.get('/vapid')).body.publicKey ?? '');
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

test('a notification without its parts is refused, and nothing of it is repeated', async () => {
  const device = webDevice(browser);
  const notifications: unknown[] = [
    undefined,
    null,
    'canary-text',
    {},
    { devices: [] },
    { devices: device },
    { devices: ['canary-device'] },
    { devices: [{ pushkey: 'canary-key' }] },
    { devices: [{ app_id: 5, pushkey: 'canary-key' }] },
    { devices: [{ app_id: 'a'.repeat(65), pushkey: 'canary-key' }] },
    { devices: [{ app_id: 'org.posthorn.mailbox.web', pushkey: 'k'.repeat(513) }] },
    { devices: [device], event_id: 7 },
    { devices: [device], counts: { unread: -1 } },
    { devices: [device], counts: { unread: 1.5 } },
    { devices: [device], counts: { unread: '1' } },
    { devices: Array.from({ length: 17 }, () => device) },
  ];
  for (const notification of notifications) {
    const answer = await gateway.post(path, { notification });
    expect([answer.status, answer.body.error?.code], answer.text).toEqual([400, 'request-invalid']);
    expect(answer.text).not.toContain('canary');
    expect(answer.body.error?.mend).toContain('docs/notifications.md');
  }
  expect(gateway.log()).not.toContain('canary');
  expect(browser.pushes.waiting).toBe(0);
});

test('devices that can never be reached are rejected, each for itself', async () => {
  const good = webDevice(browser);
  const other = 'BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const { endpoint, auth } = browser;
  const bad: { pushkey: string; [member: string]: unknown }[] = [
    { app_id: 'org.example.other', pushkey: 'other app' },
    { app_id: 'org.posthorn.mailbox.email', pushkey: 'no token' },
    { app_id: 'org.posthorn.mailbox.web', pushkey: 'no key', data: { endpoint, auth } },
    // The right length, but no point of the curve.
    { app_id: 'org.posthorn.mailbox.web', pushkey: other, data: { endpoint, auth } },
    { app_id: 'org.posthorn.mailbox.web', pushkey: `${browser.p256dh}=` },
    { app_id: 'org.posthorn.mailbox.web', pushkey: browser.p256dh, data: { endpoint } },
    { app_id: 'org.posthorn.mailbox.web', pushkey: browser.p256dh, data: { endpoint, auth: 'short' } },
    { app_id: 'org.posthorn.mailbox.web', pushkey: browser.p256dh, data: { auth, endpoint: 'file:///etc/passwd' } },
    {
      app_id: 'org.posthorn.mailbox.web',
      pushkey: browser.p256dh,
      data: { auth, endpoint: `${endpoint}${'x'.repeat(2048)}` },
    },
  ];
  const { body } = await gateway.notify(news, ...bad, good);
  expect(body.rejected).toEqual(bad.map(({ pushkey }) => pushkey));
  expect((await browser.pushes.next()).message).toEqual({ kind: 'mail', unread: 3 });

  // A browser that is told something it needs not show would have to show it: counts alone are not pushed.
  expect((await gateway.notify({ counts: { unread: 0 } }, good)).body).toEqual({ rejected: [] });
  expect((await gateway.notify({ event_id: '$more' }, good)).body).toEqual({ rejected: [] });
  expect((await browser.pushes.next()).message).toEqual({ kind: 'mail', unread: 1 });
  const stranger = service.subscribe('another gateway');
  expect((await gateway.notify(news, webDevice(stranger))).body).toEqual({ rejected: [] });
  expect(gateway.log()).toContain('"pushServiceStatus":403');
  service.fail(307);
  expect((await gateway.notify(news, good)).body).toEqual({ rejected: [] });
  expect(gateway.log()).toContain('"pushServiceStatus":307');
  service.fail(null);
  stranger.unsubscribe();
  expect((await gateway.notify(news, webDevice(stranger))).body).toEqual({ rejected: [stranger.p256dh] });
});

test('outside development a push leads to the public internet only', async () => {
  await using strict = await startTestGateway({ allowPrivateAddresses: false });
  await using inside = await openPushService();
  const { port } = new URL(inside.url);
  const endpoints = [
    `${inside.url}/`,
    `https://127.0.0.1:${port}/`,
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://user:password@push.example/',
    'ftp://push.example/',
    'http://push.example/',
  ];
  for (const endpoint of endpoints) {
    const { status, body } = await strict.notify(news, webDevice({ ...browser, endpoint }));
    expect([status, body.rejected], endpoint).toEqual([200, [browser.p256dh]]);
  }

  // A name is judged by all of its addresses, when the connection is made.
  const named = webDevice({ ...browser, endpoint: `https://push.example:${port}/` });
  for (const addresses of [['127.0.0.1'], ['::1'], ['203.0.114.1', '10.0.0.1']]) {
    await using tricked = await startTestGateway({ allowPrivateAddresses: false }, { resolve: async () => addresses });
    expect((await tricked.notify(news, named)).body.rejected).toEqual([browser.p256dh]);
  }
  const unknown = async (): Promise<string[]> => Promise.reject(new Error('ENOTFOUND canary-host'));
  await using blind = await startTestGateway({ allowPrivateAddresses: false }, { resolve: unknown });
  const later = await blind.notify(news, named);
  expect([later.status, later.body.error?.code]).toEqual([502, 'push-service-unreachable']);
  expect(later.text + blind.log()).not.toContain('canary');
  expect(inside.connections()).toBe(0);
});

test('an address or a challenge of another form is refused before any e-mail is tried', async () => {
  const right = { address: 'a@post.example', language: 'de' };
  const bodies: unknown[] = [
    null,
    [],
    {},
    { ...right, address: '' },
    { ...right, address: 'canary' },
    { ...right, address: 'canary@post.example\r\nBcc: b@post.example' },
    { ...right, address: 'canary@post.example, b@post.example' },
    { ...right, address: '"canary b" <b@post.example>' },
    { ...right, address: `${'c'.repeat(250)}@post.example` },
    { ...right, address: ['canary@post.example'] },
    { ...right, language: 'fr' },
    { ...right, text: 'canary' },
  ];
  for (const body of bodies) {
    const answer = await gateway.post('/email', body);
    expect([answer.status, answer.body.error?.code], JSON.stringify(body)).toEqual([400, 'request-invalid']);
    expect(answer.text).not.toContain('canary');
  }
  for (const code of ['12345', '1234567', 'abcdef', '１２３４５６', 123456]) {
    const answer = await gateway.post('/email/confirm', { challenge: 'x', code });
    expect([answer.status, answer.body.error?.code]).toEqual([400, 'request-invalid']);
  }
  expect(gateway.log()).not.toContain('canary');
});

test('bodies that are too large, no JSON or no HTTP at all are refused, and the gateway goes on', async () => {
  const large = await gateway.notify({ ...news, content: 'x'.repeat(128 * 1024) }, webDevice(browser));
  expect([large.status, large.body.error?.code]).toEqual([413, 'body-too-large']);
  const long = await gateway.post('/email', { address: 'a@post.example', language: 'x'.repeat(5000) });
  expect([long.status, long.body.error?.code]).toEqual([413, 'body-too-large']);
  const broken = await gateway.post(path, '{"notification":');
  expect([broken.status, broken.body.error?.code]).toEqual([400, 'request-invalid']);
  const form = await gateway.post(path, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
  expect([form.status, form.body.error?.code]).toEqual([415, 'media-type-unsupported']);
  const nothing = await gateway.get('/_matrix/push/v1/canary?canary=1');
  expect([nothing.status, nothing.body.error?.code]).toEqual([404, 'address-unknown']);
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.end('this is no HTTP\r\n\r\n');
  expect(await text(socket)).toContain('400 Bad Request');
  // The whole encrypted event may be there; it is not read.
  expect((await gateway.notify({ ...news, content: 'x'.repeat(70_000) }, webDevice(browser))).status).toBe(200);
  expect((await browser.pushes.next()).message).toEqual({ kind: 'mail', unread: 3 });
  expect(gateway.log()).not.toContain('canary');
});

test('only pages of the mailbox may call, and whoever calls too often waits', async () => {
  const own = new URL(mailboxUrl).origin;
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${gateway.url}/email`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
  expect((await preflight(own)).headers.get('access-control-allow-origin')).toBe(own);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).not.toBe(
    'https://evil.example',
  );
  const answer = await gateway.get('/vapid', { origin: own });
  expect(answer.headers.get('access-control-allow-origin')).toBe(own);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);

  await using busy = await startTestGateway({ requestsPerMinute: 2 });
  expect((await busy.get('/vapid')).status).toBe(200);
  expect((await busy.notify(news, { app_id: 'other', pushkey: 'k' })).status).toBe(200);
  const refused = await busy.get('/vapid');
  expect([refused.status, refused.body.error?.code]).toEqual([429, 'too-many-requests']);
  expect(refused.body.error?.mend).toMatch(/^Wait \d+ seconds\.$/);
});
