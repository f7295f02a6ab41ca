import type { Generated, Kysely, Transaction } from 'kysely';

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

/** The operator's tables. */
export interface OperatorTables {
  directory_state: DirectoryStateTable;
  agencies: AgenciesTable;
  services: ServicesTable;
  service_regions: ServiceRegionsTable;
  accepted_messages: AcceptedMessagesTable;
}

/** The operator's database, whichever engine is behind it. */
export type Database = Kysely<OperatorTables>;

/** A transaction in the operator's database. */
export type DatabaseTransaction = Transaction<OperatorTables>;
