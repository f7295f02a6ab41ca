import path from 'node:path';
import { PosthornError } from '@posthorn/protocol';

/** Where the operator keeps its records. */
export type DatabaseConfig = { kind: 'postgres'; url: string } | { kind: 'pglite'; folder: string };

/**
 * Who may register as a new agency: everybody (development only), nobody, or the holders of keys with these thumbprints
 * (RFC 7638). Agencies that are registered already stay able to change their own record.
 */
export type Admission = 'open' | 'closed' | ReadonlySet<string>;

/** Everything that the surroundings decide about an operator. */
export interface OperatorConfig {
  /** Public base URL without a trailing slash; what messages name as `aud`. */
  baseUrl: string;
  /** Address to listen on. */
  listen: string;
  /** 0 lets the system choose. */
  port: number;
  database: DatabaseConfig;
  admission: Admission;
  /** Where files lie: the store `folder`, and the operator's secret if none is given. */
  dataFolder: string;
  /** What the operator's keys and the credentials of stores are sealed with; without it one is made and kept in `dataFolder`. */
  secret: string | null;
  /** Whether services and stores may have plain http and private addresses: for development only. */
  allowPrivateAddresses: boolean;
  /** clientIds of the authorities that may have a person told later who looked. */
  delayAuthorities: ReadonlySet<string>;
  /** Per client address, and per signing key. */
  requestsPerMinute: number;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  logLevel: string;
}

/** The variables of this process, for libraries that look for settings there. */
export const processEnvironment: NodeJS.ProcessEnv = process.env;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads the operator's configuration; the only place that looks at environment variables. */
export function readConfig(env: NodeJS.ProcessEnv = processEnvironment): OperatorConfig {
  const isProduction = env['NODE_ENV'] === 'production';
  const port = wholeNumber('PORT', env['PORT'], 8422);
  return {
    baseUrl: baseUrl(env['HOST'] ?? `http://127.0.0.1:${port}`),
    listen: env['POSTHORN_LISTEN'] ?? '127.0.0.1',
    port,
    database: database(env),
    admission: admission(env),
    dataFolder: dataFolder(env),
    secret: secret(env, isProduction),
    allowPrivateAddresses: !isProduction,
    delayAuthorities: new Set(list(env['POSTHORN_DELAY_AUTHORITIES'])),
    // 0 would lock everybody out.
    requestsPerMinute: Math.max(
      1,
      wholeNumber('POSTHORN_REQUESTS_PER_MINUTE', env['POSTHORN_REQUESTS_PER_MINUTE'], isProduction ? 6_000 : 600_000),
    ),
    trustedProxies: list(env['POSTHORN_TRUSTED_PROXIES']),
    logLevel: logLevel(env['LOG_LEVEL'] ?? 'info'),
  };
}

function database(env: NodeJS.ProcessEnv): DatabaseConfig {
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { kind: 'postgres', url };
  return { kind: 'pglite', folder: dataFolder(env) };
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  return path.resolve(env['POSTHORN_DATA'] ?? '.posthorn/data/operator');
}

/** Operators that share a database share the secret, too: there it has to be given, but for development. */
function secret(env: NodeJS.ProcessEnv, isProduction: boolean): string | null {
  const given = env['POSTHORN_SECRET'] ?? '';
  if (given.length >= 32) return given;
  if (given === '' && !(isProduction && (env['DATABASE_URL'] ?? '') !== '')) return null;
  throw new PosthornError('config-invalid', 'POSTHORN_SECRET is missing, or shorter than 32 characters.', {
    mend: 'Set POSTHORN_SECRET to a random text, the same for all operators of one database: openssl rand -base64 32',
  });
}

function admission(env: NodeJS.ProcessEnv): Admission {
  const keys = env['POSTHORN_AGENCY_KEYS'];
  if (keys !== undefined) return new Set(list(keys));
  return env['NODE_ENV'] === 'production' ? 'closed' : 'open';
}

function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new PosthornError('config-invalid', 'HOST is not an http(s) URL.', {
      mend: 'Set HOST to the public URL of the operator, such as https://directory.example.',
    });
  }
  return url.href.replace(/\/+$/, '');
}

function logLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new PosthornError('config-invalid', 'LOG_LEVEL is unknown.', { mend: `Use one of: ${logLevels.join(', ')}.` });
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new PosthornError('config-invalid', `${name} is not a whole number.`, { mend: `Set ${name} to digits only.` });
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
