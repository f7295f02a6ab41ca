import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { expect, inject, test } from 'vitest';
import { acquaint, say, type Acquaintance } from '../../channel/test/story.ts';
import { openPostOffice } from './post-office.ts';
import { openPushService, type Browser } from './push-service.ts';
import { mailboxUrl, startTestGateway, type TestGateway } from './story.ts';

const address = 'berta.Quittenmond@post.example';
const words = 'Ihr Wohngeld: Nebelparder';

test(
  'an agency writes; the browser and the e-mail address of the person learn that there is mail, and nobody learns more',
  { timeout: 120_000 },
  async () => {
    await using office = await openPostOffice();
    await using service = await openPushService();
    await using gateway = await startTestGateway({ mail: { kind: 'smtp', url: office.url, requireTls: false } });
    await using both = await acquaint();

    const { publicKey = '' } = (await gateway.get('/vapid')).body;
    const browser = service.subscribe(publicKey);
    await setPusher(both, 'web', browser.p256dh, gateway, { endpoint: browser.endpoint, auth: browser.auth });
    const { challenge } = (await gateway.post('/email', { address, language: 'de' })).body;
    const code = /\d{6}/.exec((await office.mails.next()).text ?? '')?.[0];
    const { token = '' } = (await gateway.post('/email/confirm', { challenge, code })).body;
    expect(token.length).toBeLessThanOrEqual(512);
    await setPusher(both, 'email', token, gateway);

    const first = await say(both.agency, both.roomId, words);
    const push = await browser.pushes.next();
    expect(push.message).toEqual({ kind: 'mail', unread: 1 });
    expect(push.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '259200', topic: 'mail' });
    const mail = await office.mails.next();
    expect(mail).toMatchObject({ subject: 'Sie haben neue Post', envelopeTo: [address] });
    expect(mail.text).toContain(mailboxUrl);
    expect(mail.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }));

    // The person reads it: the next message is news again.
    await gateway.notified.untilThere(2);
    const receipt = `/_matrix/client/v3/rooms/${both.roomId}/receipt/m.read/${encodeURIComponent(first)}`;
    await sharedHomeserver().request('POST', receipt, { token: both.personSession.accessToken, body: {} });
    await gateway.notified.untilThere(4);
    expect([browser.pushes.waiting, office.mails.waiting]).toEqual([0, 0]);
    await say(both.agency, both.roomId, words);
    expect((await browser.pushes.next()).message).toEqual({ kind: 'mail', unread: 1 });
    expect((await office.mails.next()).subject).toBe('Sie haben neue Post');

    // What passed by the push service and the mail server names neither the sender nor the words; nor does what is kept.
    const names = [both.agency.userId, both.person.userId, both.roomId, first, words, 'Nebelparder'];
    for (const name of names) for (const { seen } of browser.pushes.all) expect(seen).not.toContain(name);
    for (const name of names) for (const { source } of office.mails.all) expect(source).not.toContain(name);
    const kept = readFileSync(join(gateway.folder, 'keys.json'), 'utf8');
    const secrets = [
      ...names,
      address,
      'Quittenmond',
      browser.endpoint,
      browser.p256dh,
      browser.auth,
      token,
      code ?? '',
    ];
    for (const secret of secrets) expect(gateway.log() + kept).not.toContain(secret);
    const database = homeserverDatabase();
    for (const isThere of [both.person.userId, browser.endpoint, token]) expect(database.includes(isThere)).toBe(true);
    for (const hidden of [address, 'Quittenmond', 'quittenmond', 'Nebelparder']) {
      expect(database.includes(hidden), hidden).toBe(false);
    }

    // The push service is away for a moment: the homeserver tries again. Then the browser unsubscribes for good.
    service.fail(503);
    await say(both.agency, both.roomId, words);
    await gateway.notified.untilThere(8);
    expect(gateway.notified.all.filter((line) => line.includes('push-service-unreachable')).length).toBeGreaterThan(0);
    service.fail(null);
    expect((await browser.pushes.next()).message).toEqual({ kind: 'mail', unread: 1 });
    browser.unsubscribe();
    await say(both.agency, both.roomId, words);
    await expect.poll(() => pushkeys(both), { timeout: 30_000 }).toEqual([token]);
  },
);

/** Asks the homeserver to call the gateway, as the person's app does. */
async function setPusher(
  { personSession }: Acquaintance,
  kind: 'web' | 'email',
  pushkey: string,
  { url }: TestGateway,
  data: Partial<Pick<Browser, 'endpoint' | 'auth'>> = {},
): Promise<void> {
  const pusher = {
    kind: 'http',
    app_id: `org.posthorn.mailbox.${kind}`,
    app_display_name: 'Posthorn',
    device_display_name: kind,
    lang: 'de',
    pushkey,
    append: true,
    data: { url: `${url}/_matrix/push/v1/notify`, format: 'event_id_only', ...data },
  };
  const path = '/_matrix/client/v3/pushers/set';
  await sharedHomeserver().request('POST', path, { token: personSession.accessToken, body: pusher });
}

async function pushkeys({ personSession }: Acquaintance): Promise<string[]> {
  const path = '/_matrix/client/v3/pushers';
  const { pushers } = await sharedHomeserver().request('GET', path, { token: personSession.accessToken });
  return (pushers as { pushkey: string }[]).map(({ pushkey }) => pushkey);
}

/** The homeserver's database with what has not been merged into it yet. */
function homeserverDatabase(): Buffer {
  const file = join(inject('stackDir'), 'homeserver', 'homeserver.db');
  return Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
}
