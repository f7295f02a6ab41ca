import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { emailDevice, mailboxUrl, startTestGateway, temporaryFolder, type Answer, type TestGateway } from './story.ts';

const address = 'Cara.Dompfaff@post.example';
const news = { event_id: '$news', counts: { unread: 1 } };
const minutes = 60_000;

let time: number;
beforeEach(() => {
  time = Date.now();
});

async function openBoth(): Promise<{ office: PostOffice; gateway: TestGateway } & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const office = parts.use(await openPostOffice());
  const mail = { kind: 'smtp', url: office.url, requireTls: false } as const;
  const gateway = parts.use(await startTestGateway({ mail }, { now: () => time }));
  const running = parts.move();
  return { office, gateway, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function codeFor(
  { office, gateway }: { office: PostOffice; gateway: TestGateway },
  to = address,
  language = 'en',
): Promise<{ challenge: string; code: string; text: string }> {
  const { challenge = '' } = (await gateway.post('/email', { address: to, language })).body;
  const { text = '' } = await office.mails.next();
  return { challenge, code: /\d{6}/.exec(text)?.[0] ?? '', text };
}

/** Another code than the right one. */
function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

function codeOf({ status, body }: Answer): [number, string | undefined] {
  return [status, body.error?.code];
}

test('somebody gives an address, types the code, and is told of mail in their language, but not all the time', async () => {
  await using both = await openBoth();
  const { office, gateway } = both;
  const asked = await codeFor(both, address, 'de');
  expect(office.mails.all[0]).toMatchObject({ subject: 'Ihr Code für Posthorn', envelopeTo: [address] });
  expect(office.mails.all[0]?.from).toMatchObject({ name: 'Posthorn', address: 'no-reply@postfach.example' });
  expect(asked.text).toContain('Der Code gilt 30 Minuten.');
  expect(asked.challenge).not.toContain(Buffer.from(asked.code).toString('base64url'));

  // The code is typed wrongly, then rightly.
  const { challenge, code } = asked;
  const mistake = await gateway.post('/email/confirm', { challenge, code: wrong(code) });
  expect(mistake).toMatchObject({ status: 400, body: { error: { code: 'code-wrong', details: { attemptsLeft: 4 } } } });
  const { token = '' } = (await gateway.post('/email/confirm', { challenge, code })).body;
  const other = await codeFor(both, 'a@b.example', 'en');
  expect(other.text).toContain('The code works for 30 minutes.');
  const short = await gateway.post('/email/confirm', { challenge: other.challenge, code: other.code });
  // Not even the length of the address shows.
  expect(short.body.token).toHaveLength(token.length);

  // Of several messages that come together, one e-mail tells; the other address has one of its own.
  const devices = [emailDevice(token), emailDevice(short.body.token ?? '')];
  expect((await gateway.notify(news, ...devices)).body).toEqual({ rejected: [] });
  const together = [await office.mails.next(), await office.mails.next()];
  expect(new Set(together.map(({ subject }) => subject))).toEqual(
    new Set(['Sie haben neue Post', 'You have new mail']),
  );
  for (const { text, source } of together) {
    expect(text).toContain(mailboxUrl);
    expect(source).not.toMatch(/nodemailer|\$news/i);
  }
  const again = async (): Promise<number> => {
    const before = office.mails.all.length;
    await gateway.notify(news, emailDevice(token));
    return office.mails.all.length - before;
  };
  expect(await again()).toBe(0);
  time += 14 * minutes;
  expect(await again()).toBe(0);
  time += 2 * minutes;
  expect(await again()).toBe(1);
  expect(await again()).toBe(0);
  // Something was read: what comes now is news.
  await gateway.notify({ id: '', counts: { unread: 0 } }, emailDevice(token));
  expect(await again()).toBe(1);
  // But a homeserver that says so all the time does not fill the inbox.
  const before = office.mails.all.length;
  for (let times = 0; times < 15; times++) {
    await gateway.notify({ counts: { unread: 0 } }, emailDevice(token));
    await gateway.notify(news, emailDevice(token));
  }
  expect(office.mails.all.length - before).toBe(7);

  for (const secret of [address, 'dompfaff', 'b.example', token, challenge, code]) {
    expect(gateway.log().toLowerCase()).not.toContain(secret.toLowerCase());
  }
});

test('codes cannot be guessed, outlived or made', async () => {
  await using both = await openBoth();
  const { gateway } = both;
  const confirm = async (challenge: string, code: string): Promise<[number, string | undefined]> =>
    codeOf(await gateway.post('/email/confirm', { challenge, code }));

  const guessed = await codeFor(both);
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await confirm(guessed.challenge, wrong(guessed.code))).toEqual([400, 'code-wrong']);
  }
  expect(await confirm(guessed.challenge, guessed.code)).toEqual([400, 'code-attempts-used']);

  const old = await codeFor(both);
  time += 31 * minutes;
  expect(await confirm(old.challenge, old.code)).toEqual([400, 'challenge-invalid']);

  const good = await codeFor(both);
  const [header, , iv, text, tag] = good.challenge.split('.');
  const forgeries = [
    '',
    'nonsense',
    [header, '', iv, `${text?.slice(0, -2)}AA`, tag].join('.'),
    // Without encryption, and with another key's.
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"c":"000000"}').toString('base64url')}.`,
    [Buffer.from('{"alg":"dir","enc":"A128GCM"}').toString('base64url'), '', iv, text, tag].join('.'),
  ];
  for (const forgery of forgeries) expect(await confirm(forgery, good.code)).toEqual([400, 'challenge-invalid']);

  // A token is no challenge, a challenge no token; and another gateway's are worth nothing here.
  const { token = '' } = (await gateway.post('/email/confirm', { challenge: good.challenge, code: good.code })).body;
  expect(await confirm(token, good.code)).toEqual([400, 'challenge-invalid']);
  await using others = await openBoth();
  const foreign = await codeFor(others);
  expect(await confirm(foreign.challenge, foreign.code)).toEqual([400, 'challenge-invalid']);
  const { body } = await others.gateway.notify(news, emailDevice(token), emailDevice(foreign.challenge));
  expect(body.rejected).toEqual([token, foreign.challenge]);
  expect(others.office.mails.waiting).toBe(0);
});

test('nobody fills the inbox of somebody else, nor asks without end', async () => {
  await using both = await openBoth();
  const ask = async (gateway: TestGateway, to: string): Promise<[number, string | undefined]> =>
    codeOf(await gateway.post('/email', { address: to, language: 'en' }));
  for (let times = 0; times < 5; times++) expect(await ask(both.gateway, address)).toEqual([200, undefined]);
  expect(await ask(both.gateway, address.toUpperCase())).toEqual([429, 'too-many-requests']);
  expect(await ask(both.gateway, 'somebody.else@post.example')).toEqual([200, undefined]);

  const mail = { kind: 'smtp', url: both.office.url, requireTls: false } as const;
  await using strict = await startTestGateway({ mail, codesPerQuarterHour: 2 });
  expect(await ask(strict, 'one@post.example')).toEqual([200, undefined]);
  expect(await ask(strict, 'two@post.example')).toEqual([200, undefined]);
  expect(await ask(strict, 'three@post.example')).toEqual([429, 'too-many-requests']);
  expect((await strict.get('/health')).status).toBe(200);
});

test('a mail server that is away is tried again; an address that does not exist is given up', async () => {
  await using both = await openBoth();
  const { office, gateway } = both;
  const { challenge, code } = await codeFor(both);
  const { token = '' } = (await gateway.post('/email/confirm', { challenge, code })).body;

  office.refuse('450 4.7.1 try again later');
  expect(codeOf(await gateway.notify(news, emailDevice(token)))).toEqual([502, 'email-not-sent']);
  office.refuse('550 5.7.1 we do not like you');
  expect(codeOf(await gateway.notify(news, emailDevice(token)))).toEqual([502, 'email-not-sent']);
  office.refuse(null);
  expect((await gateway.notify(news, emailDevice(token))).body).toEqual({ rejected: [] });
  expect((await office.mails.next()).subject).toBe('You have new mail');

  office.refuse('550 5.1.1 no such user here: Cara.Dompfaff@post.example');
  time += 16 * minutes;
  expect((await gateway.notify(news, emailDevice(token))).body).toEqual({ rejected: [token] });
  const refused = await gateway.post('/email', { address, language: 'en' });
  expect(codeOf(refused)).toEqual([400, 'email-address-refused']);
  expect(refused.text + gateway.log()).not.toMatch(/dompfaff|no such user/i);

  await office[Symbol.asyncDispose]();
  const away = await gateway.post('/email', { address: 'another@post.example', language: 'en' });
  expect(codeOf(away)).toEqual([502, 'email-not-sent']);
  expect(away.body.error?.mend).toContain('Try again in a few minutes.');
});

test('without a mail server e-mail is switched off and says so; tokens stay good until there is one', async () => {
  await using folder = await temporaryFolder();
  await using office = await openPostOffice();
  const mail = { kind: 'smtp', url: office.url, requireTls: false } as const;
  let token = '';
  {
    await using gateway = await startTestGateway({ mail, dataFolder: folder.folder });
    const { challenge, code } = await codeFor({ office, gateway });
    token = (await gateway.post('/email/confirm', { challenge, code })).body.token ?? '';
  }
  {
    await using gateway = await startTestGateway({ dataFolder: folder.folder });
    expect((await gateway.get('/health')).body).toEqual({ status: 'ok', email: false });
    const off = await gateway.post('/email', { address, language: 'de' });
    expect(codeOf(off)).toEqual([503, 'email-off']);
    expect(off.body.error?.mend).toContain('SMTP_URL');
    expect(codeOf(await gateway.post('/email/confirm', { challenge: 'x', code: '123456' }))).toEqual([
      503,
      'email-off',
    ]);
    expect((await gateway.notify(news, emailDevice(token))).body).toEqual({ rejected: [] });
  }
  await using gateway = await startTestGateway({ mail, dataFolder: folder.folder });
  await gateway.notify(news, emailDevice(token));
  expect((await office.mails.next()).envelopeTo).toEqual([address]);
});

test('in development e-mails go into a file, a line each', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.folder, 'mails.jsonl');
  await using gateway = await startTestGateway({ mail: { kind: 'file', file } });
  const { challenge } = (await gateway.post('/email', { address, language: 'en' })).body;
  const [line = ''] = (await readFile(file, 'utf8')).trim().split('\n');
  const mail = JSON.parse(line) as { to: { address: string }[]; subject: string; text: string };
  expect(mail).toMatchObject({ to: [{ address }], subject: 'Your code for Posthorn' });
  const code = /\d{6}/.exec(mail.text)?.[0];
  expect((await gateway.post('/email/confirm', { challenge, code })).status).toBe(200);
});
