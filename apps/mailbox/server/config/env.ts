/** What the server of the mailbox depends on. */
export interface MailboxConfig {
  port: number;
  /** Where people reach the mailbox. */
  url: string;
  /** Base URLs of what the app speaks with. */
  homeserver: string;
  directory: string;
  /** Of the push gateway; null: no notifications. */
  push: string | null;
}

const names = {
  url: 'POSTHORN_MAILBOX_URL',
  homeserver: 'POSTHORN_HOMESERVER',
  directory: 'POSTHORN_OPERATOR',
} as const;

/**
 * Reads the configuration.
 *
 * @throws Error that names the variable and the mend
 */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): MailboxConfig {
  const port = Number(env['PORT'] ?? 8008);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('PORT has to be a number from 1 to 65535.');
  return {
    port,
    url: originIn(env, names.url),
    homeserver: originIn(env, names.homeserver),
    directory: originIn(env, names.directory),
    push: env['POSTHORN_PUSH'] === undefined ? null : originIn(env, 'POSTHORN_PUSH'),
  };
}

function originIn(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name] ?? '';
  if (!URL.canParse(value) || new URL(value).origin === 'null') {
    throw new Error(`${name} has to be a URL such as https://mailbox.example, without a path.`);
  }
  return new URL(value).origin;
}

/** What the program that builds the app needs to know: it builds what people use, whoever has it built. */
export function buildEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...others } = process.env;
  return { ...others, NODE_ENV: 'production' };
}
