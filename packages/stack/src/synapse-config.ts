import { join } from 'node:path';
import type { StackSecrets } from './secrets.ts';

/** What a homeserver's configuration depends on. */
export interface SynapseOptions {
  readonly port: number;
  readonly serverName: string;
  readonly dataDir: string;
  /** Base URL of the eID, without a slash at its end. */
  readonly eidUrl: string;
  /** Pages that may be given a login token without asking the person once more: prefixes of URLs. */
  readonly signInPages: readonly string[];
  readonly secrets: StackSecrets;
}

/** No limits that slow down tests, load and the demo on one machine. */
const unlimited = { per_second: 10_000, burst_count: 10_000 };

/** Synapse's configuration as an object; JSON is valid YAML, so no YAML writer is needed. */
export function synapseConfig(options: SynapseOptions): Record<string, unknown> {
  const { port, secrets, dataDir } = options;
  const url = `http://127.0.0.1:${port}/`;
  return {
    server_name: options.serverName,
    public_baseurl: url,
    pid_file: join(dataDir, 'homeserver.pid'),
    listeners: [{ port, bind_addresses: ['127.0.0.1'], type: 'http', tls: false, resources: [{ names: ['client'] }] }],
    database: { name: 'sqlite3', args: { database: join(dataDir, 'homeserver.db') } },
    log_config: join(dataDir, 'log.json'),
    media_store_path: join(dataDir, 'media'),
    signing_key_path: join(dataDir, 'signing.key'),
    registration_shared_secret: secrets.registration,
    macaroon_secret_key: secrets.macaroon,
    form_secret: secrets.form,
    // Nothing leaves this machine and nobody registers by themselves.
    federation_domain_whitelist: [],
    trusted_key_servers: [],
    enable_registration: false,
    // Accounts with a password have random ones of 256 bits; slow hashing would add nothing to them.
    bcrypt_rounds: 6,
    report_stats: false,
    url_preview_enabled: false,
    presence: { enabled: false },
    // The push gateway and those of tests listen here, where Synapse would not go; it goes nowhere else inside.
    ip_range_whitelist: ['127.0.0.1'],
    require_auth_for_profile_requests: true,
    limit_profile_requests_to_users_who_share_rooms: true,
    user_directory: { enabled: false, search_all_users: false },
    enable_room_list_search: false,
    encryption_enabled_by_default_for_room_type: 'invite',
    max_upload_size: '100M',
    rc_message: unlimited,
    rc_registration: unlimited,
    rc_login: { address: unlimited, account: unlimited, failed_attempts: unlimited },
    rc_joins: { local: unlimited, remote: unlimited },
    rc_joins_per_room: unlimited,
    rc_invites: { per_room: unlimited, per_user: unlimited, per_issuer: unlimited },
    rc_media_create: unlimited,
    rc_admin_redaction: unlimited,
    rc_key_requests: unlimited,
    rc_room_creation: unlimited,
    rc_user_directory: unlimited,
    rc_presence: { per_user: unlimited },
    oidc_providers: [eidProvider(options)],
    sso: { client_whitelist: options.signInPages },
  };
}

function eidProvider(options: SynapseOptions): Record<string, unknown> {
  return {
    idp_id: 'eid',
    idp_name: 'eID',
    issuer: `${options.eidUrl}/`,
    client_id: 'homeserver',
    client_secret: options.secrets.oidcClient,
    scopes: ['openid'],
    // The issuer is http on loopback here, which Synapse would refuse.
    skip_verification: true,
    pkce_method: 'always',
    // The random subject becomes the user id; no template for a display name, so that Matrix learns none.
    user_mapping_provider: { config: { subject_claim: 'sub', localpart_template: '{{ user.sub }}' } },
  };
}

/** Warnings and errors only: access logs would hold user ids, room ids and addresses. */
export function synapseLogConfig(): Record<string, unknown> {
  return {
    version: 1,
    formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s: %(message)s' } },
    handlers: { console: { class: 'logging.StreamHandler', formatter: 'line' } },
    root: { level: 'WARNING', handlers: ['console'] },
    loggers: { 'synapse.access': { level: 'ERROR' } },
    disable_existing_loggers: false,
  };
}
