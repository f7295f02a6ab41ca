import { sql, type Kysely } from 'kysely';

/** Agencies, their services, and who is responsible where. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('directory_state')
    .addColumn('id', 'integer', (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn('epoch', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into directory_state (id, epoch, revision) values (1, gen_random_uuid()::text, 0)`.execute(db);

  await db.schema
    .createTable('agencies')
    .addColumn('client_id', 'text', (column) => column.primaryKey())
    .addColumn('key_thumbprint', 'text', (column) => column.notNull())
    .addColumn('iat', 'bigint', (column) => column.notNull())
    .addColumn('jws', 'text', (column) => column.notNull())
    .addColumn('registered_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();

  await db.schema
    .createTable('services')
    .addColumn('agency', 'text', (column) => column.notNull().references('agencies.client_id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('jws', 'text', (column) => column.notNull())
    .addColumn('published_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('services_pkey', ['agency', 'id', 'version'])
    .execute();

  await db.schema
    .createTable('service_regions')
    .addColumn('service_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('agency', 'text', (column) => column.notNull().references('agencies.client_id'))
    .addPrimaryKeyConstraint('service_regions_pkey', ['service_id', 'region'])
    .execute();

  await db.schema
    .createTable('accepted_messages')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('accepted_messages_expires_at').on('accepted_messages').column('expires_at').execute();
}
