import { sql, type Kysely } from 'kysely';

/** Accounts, services of the data operator, their connections and permissions, documents, and who looked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const now = sql`now()`;
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // Both are gone when the account is deleted; the row stays, so that nobody takes over the id.
    .addColumn('key', 'jsonb')
    .addColumn('thumbprint', 'text')
    .addColumn('further_keys', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('store_provider', 'text')
    .addColumn('store_sealed', 'text')
    .addColumn('log_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('log_head', 'text', (column) => column.notNull().defaultTo('0'.repeat(64)))
    .addColumn('log_previous', 'text', (column) => column.notNull().defaultTo('0'.repeat(64)))
    .addColumn('revision', 'bigint', (column) => column.notNull().defaultTo(1))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute();

  await db.schema
    .createTable('data_services')
    .addColumn('client_id', 'text', (column) => column.primaryKey())
    .addColumn('key', 'jsonb', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('thumbprint', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('icon_uri', 'text', (column) => column.notNull())
    .addColumn('jwks_uri', 'text', (column) => column.notNull())
    .addColumn('events_uri', 'text', (column) => column.notNull())
    .addColumn('iat', 'bigint', (column) => column.notNull())
    .addColumn('registered_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute();

  await db.schema
    .createTable('connections')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('jws', 'text', (column) => column.notNull())
    .addColumn('since', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addUniqueConstraint('connections_account_service', ['account_id', 'service'])
    .execute();
  await db.schema.createIndex('connections_service').on('connections').column('service').execute();

  await db.schema
    .createTable('permissions')
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('domain', 'text', (column) => column.notNull())
    .addColumn('area', 'text', (column) => column.notNull())
    .addColumn('terms', 'jsonb', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('used_at', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('decided_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('permissions_pkey', ['connection_id', 'id'])
    .execute();
  // Who may read a place, among all connections of an account.
  await sql`create index permissions_readers on permissions (connection_id, domain, area) where type = 'READ'`.execute(
    db,
  );

  await db.schema
    .createTable('permission_requests')
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id').onDelete('cascade'))
    .addColumn('sid', 'text', (column) => column.notNull())
    .addColumn('jws', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('permission_requests_pkey', ['connection_id', 'sid'])
    .execute();

  await db.schema
    .createTable('documents')
    .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
    .addColumn('domain', 'text', (column) => column.notNull())
    .addColumn('area', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('previous_path', 'text')
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('readers', 'jsonb', (column) => column.notNull())
    .addColumn('writer', 'text')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('documents_pkey', ['account_id', 'domain', 'area'])
    .execute();

  // Files that no document names any more: they are deleted from their store until that has worked.
  await db.schema
    .createTable('discarded_files')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('store_sealed', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('discarded_files_pkey', ['account_id', 'path'])
    .execute();
  await db.schema.createIndex('discarded_files_due_at').on('discarded_files').column('due_at').execute();

  await db.schema
    .createTable('store_moves')
    .addColumn('account_id', 'text', (column) => column.primaryKey().references('accounts.id'))
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('store_sealed', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('done', 'bigint', (column) => column.notNull())
    .addColumn('total', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .execute();

  // No foreign key: entries are added only by statements that have just changed their account, and it would be looked up for each again.
  await db.schema
    .createTable('access_log')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('about', 'jsonb', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('jws', 'text')
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_log_pkey', ['account_id', 'seq'])
    .execute();

  // What the person is told only later; then it goes into the access log.
  await db.schema
    .createTable('disclosure_delays')
    .addColumn('connection_id', 'text', (column) =>
      column.primaryKey().references('connections.id').onDelete('cascade'),
    )
    .addColumn('until', 'bigint', (column) => column.notNull())
    .addColumn('ground', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('delayed_entries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
    .addColumn('until', 'bigint', (column) => column.notNull())
    .addColumn('entry', 'jsonb', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('delayed_entries_until').on('delayed_entries').columns(['account_id', 'until']).execute();

  await db.schema
    .createTable('operator_keys')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute();

  // The store `memory` of operators that share one database: fast, and gone when the database crashes.
  await sql`create unlogged table pds_memory (path text collate "C" primary key, bytes bytea not null)`.execute(db);
}
