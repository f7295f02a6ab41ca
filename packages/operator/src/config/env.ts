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
  /** Per client address. */
  requestsPerMinute: number;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  logLevel: string;
}

/** Reads the operator's configuration; the only place that looks at environment variables. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): OperatorConfig {
  const port = wholeNumber('PORT', env['PORT'], 8422);
  return {
    baseUrl: baseUrl(env['HOST'] ?? `http://127.0.0.1:${port}`),
    listen: env['POSTHORN_LISTEN'] ?? '127.0.0.1',
    port,
    database: database(env),
    admission: admission(env),
    requestsPerMinute: wholeNumber('POSTHORN_REQUESTS_PER_MINUTE', env['POSTHORN_REQUESTS_PER_MINUTE'], 1200),
    trustedProxies: list(env['POSTHORN_TRUSTED_PROXIES']),
    logLevel: env['LOG_LEVEL'] ?? 'info',
  };
}

function database(env: NodeJS.ProcessEnv): DatabaseConfig {
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { kind: 'postgres', url };
  return { kind: 'pglite', folder: path.resolve(env['POSTHORN_DATA'] ?? '.posthorn/data/operator') };
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
