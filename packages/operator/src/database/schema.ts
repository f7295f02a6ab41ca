import type { AccessAction, ConsentState, JsonObject, Permission, DeniedPermission, WireKey } from '@posthorn/protocol';
import type { Generated, GeneratedAlways, JSONColumnType, Kysely, Transaction } from 'kysely';
import type { LogEntry } from '../access-log/append.ts';

/** One row: which state of the directory this is. Every change raises `revision`; readers' caches hang on it. */
export interface DirectoryStateTable {
  id: number;
  /** Random per database, so that a caches' entry never matches another database's revision. */
  epoch: string;
  revision: number;
}

/** The latest accepted registration of each agency. */
export interface AgenciesTable {
  client_id: string;
  /** RFC 7638 thumbprint of the first registered key. Only its holder may change the row. */
  key_thumbprint: string;
  /** Seconds since 1970, as the agency signed it. */
  iat: number;
  jws: string;
  registered_at: Generated<Date>;
}

/** Every version of every service that was ever published. Rows are never changed or deleted. */
export interface ServicesTable {
  agency: string;
  id: string;
  version: number;
  /** SHA-256 of the canonical definition (RFC 8785), lower-case hex. */
  sha256: string;
  jws: string;
  published_at: Generated<Date>;
}

/** Which agency answers for a service in a region, from the newest version of each agency's service. */
export interface ServiceRegionsTable {
  service_id: string;
  /** ARS prefix. */
  region: string;
  agency: string;
}

/** Messages that were applied and are not yet expired: none is accepted twice. */
export interface AcceptedMessagesTable {
  /** SHA-256 over the signer's key thumbprint and the message's `jti`. */
  digest: string;
  /** Seconds since 1970. */
  expires_at: number;
}

/** A person's account. No name, no address. */
export interface AccountsTable {
  /** UUID; the account is `egendata://account/<id>`. */
  id: string;
  /** The key that the account was registered with. Null once the account is deleted: the id is never given again. */
  key: JSONColumnType<WireKey> | null;
  /** RFC 7638 thumbprint of `key`. */
  thumbprint: string | null;
  /** Other signing keys of the account, such as one for what old services read. */
  further_keys: JSONColumnType<WireKey[], string | undefined>;
  store_provider: string | null;
  /** Options and credentials of the store, sealed with the operator's secret. */
  store_sealed: string | null;
  /** Number of the newest entry of the access log. */
  log_seq: Generated<number>;
  /** Hash of the newest entry of the access log. */
  log_head: Generated<string>;
  /** Hash of the entry before the newest. */
  log_previous: Generated<string>;
  /** Raised with every change of a permission or of the store: what was checked before is checked again. */
  revision: Generated<number>;
  created_at: Generated<Date>;
}

/** Services that have told where they listen. */
export interface DataServicesTable {
  client_id: string;
  /** The key of the first registration; only its holder may change the row. */
  key: JSONColumnType<WireKey>;
  /** How the service calls the key: a URL below `jwks_uri`, or a thumbprint. */
  key_id: string;
  thumbprint: string;
  display_name: string;
  description: string;
  icon_uri: string;
  jwks_uri: string;
  events_uri: string;
  /** Seconds since 1970, as the service signed it. */
  iat: number;
  registered_at: Generated<Date>;
}

/** Agreed relationships of one account and one service. */
export interface ConnectionsTable {
  id: string;
  account_id: string;
  /** clientId. */
  service: string;
  /** The newest CONNECTION, as the person signed it. */
  jws: string;
  since: Generated<Date>;
}

/** What a person decided about one request of a service. */
export interface PermissionsTable {
  connection_id: string;
  id: string;
  type: 'READ' | 'WRITE';
  domain: string;
  area: string;
  terms: JSONColumnType<Permission | DeniedPermission>;
  state: ConsentState;
  /** When it was used, seconds since 1970, as far as its frequency has to know it. */
  used_at: JSONColumnType<number[], string | undefined>;
  /** Seconds since 1970. */
  decided_at: number;
}

/** Later requests that wait for the person. */
export interface PermissionRequestsTable {
  connection_id: string;
  sid: string;
  jws: string;
  received_at: number;
}

/** Where the newest version of each document lies. */
export interface DocumentsTable {
  account_id: string;
  domain: string;
  area: string;
  version: number;
  /** In the account's store. Each version has its own. */
  path: string;
  /** Of the version before; nothing reads it any more. */
  previous_path: string | null;
  /** Bytes. */
  size: number;
  sha256: string;
  /** Key ids of the recipients. */
  readers: JSONColumnType<string[]>;
  /** clientId; null when the person's device wrote it. */
  writer: string | null;
  changed_at: number;
}

/** Files that no document names any more. */
export interface DiscardedFilesTable {
  account_id: string;
  path: string;
  store_sealed: string;
  due_at: number;
}

/** Accounts on their way to another store. */
export interface StoreMovesTable {
  account_id: string;
  provider: string;
  store_sealed: string;
  state: 'moving' | 'failed';
  done: number;
  total: number;
  code: string | null;
  due_at: number;
}

/** Who looked, what for, and what was refused: a hash chain per account. Rows are never changed. */
export interface AccessLogTable {
  account_id: string;
  seq: number;
  at: number;
  action: AccessAction;
  actor: string;
  outcome: string;
  about: JSONColumnType<JsonObject>;
  evidence: string;
  jws: string | null;
  previous: string;
  hash: string;
}

/** Connections whose reads are told later. */
export interface DisclosureDelaysTable {
  connection_id: string;
  until: number;
  ground: string;
}

/** Entries that wait until the person may be told. */
export interface DelayedEntriesTable {
  id: string;
  account_id: string;
  until: number;
  entry: JSONColumnType<LogEntry>;
}

/** The operator's own keys, sealed with its secret. */
export interface OperatorKeysTable {
  name: string;
  sealed: string;
}

/** The store `memory` of operators that share one database. */
export interface PdsMemoryTable {
  path: string;
  bytes: Uint8Array;
}

/** Events that services have not taken yet, and for a while those that they never took. */
export interface OutboxEventsTable {
  id: Generated<number>;
  /** clientId. */
  service: string;
  connection: string;
  /** Service and connection: events in one lane keep their order. */
  lane: GeneratedAlways<string>;
  type: string;
  url: string;
  body: string;
  /** Whether later events of the same service and connection wait for this one. */
  holds_later: boolean;
  attempts: Generated<number>;
  /** Why the last attempt failed: an error code, or `status 500`. */
  failure: Generated<string | null>;
  created_at: Generated<Date>;
  /** When it is to be tried next. */
  due_at: Date;
  /** Some operator is trying it until then at the latest. */
  claimed_until: Generated<Date | null>;
  /** When it was given up. */
  dead_at: Generated<Date | null>;
}

/** The operator's tables. */
export interface OperatorTables {
  directory_state: DirectoryStateTable;
  agencies: AgenciesTable;
  services: ServicesTable;
  service_regions: ServiceRegionsTable;
  accepted_messages: AcceptedMessagesTable;
  accounts: AccountsTable;
  data_services: DataServicesTable;
  connections: ConnectionsTable;
  permissions: PermissionsTable;
  permission_requests: PermissionRequestsTable;
  documents: DocumentsTable;
  discarded_files: DiscardedFilesTable;
  store_moves: StoreMovesTable;
  access_log: AccessLogTable;
  disclosure_delays: DisclosureDelaysTable;
  delayed_entries: DelayedEntriesTable;
  operator_keys: OperatorKeysTable;
  pds_memory: PdsMemoryTable;
  outbox_events: OutboxEventsTable;
}

/** The operator's database, whichever engine is behind it. */
export type Database = Kysely<OperatorTables>;

/** A transaction in the operator's database. */
export type DatabaseTransaction = Transaction<OperatorTables>;
