import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PosthornError } from '@posthorn/protocol';

/** Where e-mails go: to a mail server, or (development) as lines of JSON into a file that somebody can read. */
export type MailConfig = { kind: 'smtp'; url: string; requireTls: boolean } | { kind: 'file'; file: string };

/** Everything that the surroundings decide about a push gateway. */
export interface PushConfig {
  /** Address to listen on. */
  listen: string;
  /** 0 lets the system choose. */
  port: number;
  /** Holds the gateway's keys, `keys.json`. */
  dataFolder: string;
  /** Address of the mailbox: named in e-mails, and its origin is the only one whose pages may call. */
  mailboxUrl: URL;
  /** Without it e-mail is switched off. */
  mail: MailConfig | null;
  /** Sender of e-mails: `Posthorn <no-reply@mailbox.example>`. */
  mailFrom: string;
  /** Whether push services may have plain http and private addresses: for development only. */
  allowPrivateAddresses: boolean;
  /** Notifications and everything else, per client address. */
  requestsPerMinute: number;
  /** Codes that are sent, per client address. */
  codesPerQuarterHour: number;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  logLevel: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads the push gateway's configuration; the only place that looks at environment variables. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): PushConfig {
  const isProduction = env['NODE_ENV'] === 'production';
  const mail = mailConfig(env['SMTP_URL'] ?? '', isProduction);
  return {
    listen: env['POSTHORN_LISTEN'] ?? '127.0.0.1',
    port: wholeNumber('PORT', env['PORT'], 8424),
    dataFolder: path.resolve(env['POSTHORN_DATA'] ?? '.posthorn/data/push'),
    mailboxUrl: mailboxUrl(env['POSTHORN_MAILBOX_URL'], isProduction),
    mail,
    mailFrom: mailFrom(env['MAIL_FROM'], isProduction && mail !== null),
    allowPrivateAddresses: !isProduction,
    // 0 would lock everybody out.
    requestsPerMinute: Math.max(
      1,
      wholeNumber('POSTHORN_REQUESTS_PER_MINUTE', env['POSTHORN_REQUESTS_PER_MINUTE'], isProduction ? 6_000 : 600_000),
    ),
    codesPerQuarterHour: isProduction ? 10 : 1_000,
    trustedProxies: list(env['POSTHORN_TRUSTED_PROXIES']),
    logLevel: logLevel(env['LOG_LEVEL'] ?? 'info'),
  };
}

function mailboxUrl(text: string | undefined, isProduction: boolean): URL {
  const url = URL.parse(text ?? (isProduction ? '' : 'http://localhost:8423/'));
  const protocols = isProduction ? ['https:'] : ['https:', 'http:'];
  if (url !== null && protocols.includes(url.protocol) && `${url.username}${url.password}` === '') return url;
  throw invalid('POSTHORN_MAILBOX_URL is no https address.', {
    mend: 'Set POSTHORN_MAILBOX_URL to the public address of the mailbox, such as https://mailbox.example/.',
  });
}

function mailConfig(text: string, isProduction: boolean): MailConfig | null {
  if (text === '') return null;
  const url = URL.parse(text);
  if (url?.protocol === 'file:' && !isProduction) return { kind: 'file', file: fileURLToPath(url) };
  if (url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '') {
    return { kind: 'smtp', url: text, requireTls: isProduction && !isThisMachine(url.hostname) };
  }
  throw invalid('SMTP_URL is no address of a mail server.', {
    mend: 'Set SMTP_URL to smtps://user:password@mail.example or smtp://mail.example:587, or leave it out.',
  });
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

function mailFrom(text: string | undefined, isNeeded: boolean): string {
  const from = text ?? (isNeeded ? '' : 'Posthorn <no-reply@posthorn.example>');
  if (/^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(from)) return from;
  throw invalid('MAIL_FROM is no e-mail address.', {
    mend: 'Set MAIL_FROM to the sender of e-mails, such as "Posthorn <no-reply@mailbox.example>".',
  });
}

function logLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw invalid('LOG_LEVEL is unknown.', { mend: `Use one of: ${logLevels.join(', ')}.` });
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalid(`${name} is not a whole number.`, { mend: `Set ${name} to digits only.` });
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function invalid(message: string, options: { mend: string }): PosthornError {
  return new PosthornError('config-invalid', message, options);
}
