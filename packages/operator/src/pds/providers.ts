import { PosthornError } from '@posthorn/protocol';

/** Where an account's documents lie, as its device says it. Holds credentials: sealed at rest, never logged, never in an error. */
export type PdsOptions = { provider: string; [option: string]: string };

/** A kind of store that OpenDAL brings. Only the options named here reach it: others read files or fetch URLs of its own choice. */
export interface Provider {
  /** OpenDAL's name for it. */
  scheme: string;
  /** The options that it needs: all of one of these lists. */
  needs: string[][];
  /** The options that it takes besides. */
  takes: string[];
  /** What the operator sets itself. */
  fixed: Record<string, string>;
}

const oauth = [['access_token'], ['refresh_token', 'client_id', 'client_secret']];

/** Not the credentials that the operator's own machine may have: neither its files and environment nor its cloud's. */
const noneOfOurs = { disable_config_load: 'true', disable_ec2_metadata: 'true' };

/** The providers on OpenDAL that a person may choose besides `memory` and `folder`. */
const remoteProviders: Record<string, Provider> = {
  webdav: { scheme: 'webdav', needs: [['endpoint', 'username', 'password']], takes: ['root'], fixed: {} },
  s3: {
    scheme: 's3',
    needs: [['endpoint', 'bucket', 'region', 'access_key_id', 'secret_access_key']],
    takes: ['root'],
    fixed: noneOfOurs,
  },
  dropbox: { scheme: 'dropbox', needs: oauth, takes: ['root'], fixed: {} },
  gdrive: { scheme: 'gdrive', needs: oauth, takes: ['root'], fixed: {} },
  onedrive: {
    scheme: 'onedrive',
    needs: [['access_token'], ['refresh_token', 'client_id']],
    takes: ['client_secret', 'root'],
    fixed: {},
  },
  azblob: {
    scheme: 'azblob',
    needs: [['endpoint', 'container', 'account_name', 'account_key']],
    takes: ['root'],
    fixed: {},
  },
  gcs: {
    scheme: 'gcs',
    needs: [['bucket', 'credential']],
    takes: ['root'],
    fixed: { disable_vm_metadata: 'true', disable_config_load: 'true' },
  },
};

/** The operator's own stores. Old devices send an access token whatever the provider, so one is taken and not looked at. */
const ownProviders = ['memory', 'folder'];

/** A checked choice of a store: one of the operator's own, or a remote one with what OpenDAL gets. */
export type StoreChoice =
  | { kind: 'memory' | 'folder' }
  | { kind: 'remote'; scheme: string; settings: Record<string, string> };

/** What a value may look like; options that are not here may be any printable ASCII text. None has room for a control character. */
const patterns: Record<string, RegExp> = {
  // They become parts of host names and paths.
  bucket: /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/,
  container: /^[a-z0-9$][a-z0-9-]{0,62}$/,
  region: /^[A-Za-z0-9-]{1,64}$/,
  account_name: /^[a-z0-9]{1,64}$/,
  root: /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\p{L}\p{N} ._/-]{1,255}$/u,
  username: /^[^\p{Cc}:]{1,255}$/u,
  password: /^[^\p{Cc}]{1,1000}$/u,
};
const anyText = /^[\x20-\x7e]{1,4000}$/;

/** Our documents do not lie among a person's other things, unless the person wants it so. */
const ownFolder = '/posthorn';

/**
 * Checks what a person chose, without looking at the network.
 *
 * @throws PosthornError `store-options-invalid`, naming what is possible and never what was sent
 */
export function checkOptions(pds: PdsOptions): StoreChoice {
  const { provider: name, ...options } = pds;
  if (name === 'memory' || name === 'folder') {
    requireOnly(['access_token'], options, name);
    return { kind: name };
  }
  const provider = Object.hasOwn(remoteProviders, name) ? remoteProviders[name] : undefined;
  if (provider === undefined) {
    const possible = [...ownProviders, ...Object.keys(remoteProviders)];
    throw invalid(
      'The provider of the personal data store is unknown.',
      `Choose one of ${possible.join(', ')}.`,
      possible,
    );
  }
  requireOnly([...new Set([...provider.needs.flat(), ...provider.takes])], options, name);
  requireNeeded(provider, options, name);
  requireForm(options, name);
  if (name === 'gcs') requireServiceAccount(options['credential'] ?? '');
  return { kind: 'remote', scheme: provider.scheme, settings: { root: ownFolder, ...options, ...provider.fixed } };
}

function requireOnly(allowed: string[], options: Record<string, string>, provider: string): void {
  if (Object.keys(options).every((option) => allowed.includes(option))) return;
  throw invalid(
    `The provider ${provider} has no such option.`,
    `Give ${provider} only these options: ${allowed.join(', ')}.`,
    allowed,
  );
}

function requireNeeded({ needs }: Provider, options: Record<string, string>, provider: string): void {
  const isGiven = (option: string): boolean => Object.hasOwn(options, option);
  if (needs.some((list) => list.every(isGiven))) return;
  const choices = needs.map((list) => list.join(', ')).join('; or ');
  throw invalid(`The provider ${provider} lacks an option.`, `Give ${provider} ${choices}.`, needs.flat());
}

function requireForm(options: Record<string, string>, provider: string): void {
  for (const [option, value] of Object.entries(options)) {
    if ((patterns[option] ?? anyText).test(value)) continue;
    throw invalid(
      `The option ${option} of the provider ${provider} has a form that is not possible.`,
      `Give ${option} as the store's own pages show it.`,
      [option],
    );
  }
}

/** Other kinds of Google credentials make the client read files or fetch URLs that they name. */
function requireServiceAccount(credential: string): void {
  const key = parseObject(Buffer.from(credential, 'base64').toString('utf8'));
  const tokenUri = key['token_uri'] ?? 'https://oauth2.googleapis.com/token';
  if (key['type'] === 'service_account' && tokenUri === 'https://oauth2.googleapis.com/token') return;
  throw invalid(
    'The credential of the provider gcs is not the key of a service account.',
    "Give credential as the base64 text of a service account's JSON key.",
    ['credential'],
  );
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function invalid(message: string, mend: string, possible: string[]): PosthornError {
  return new PosthornError('store-options-invalid', message, { mend, details: { possible } });
}
