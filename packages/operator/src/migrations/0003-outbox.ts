import { sql, type Kysely } from 'kysely';

/** Events on their way to services. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const now = sql`now()`;
  await db.schema
    .createTable('outbox_events')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) =>
      column
        .notNull()
        .generatedAlwaysAs(sql`service || ' ' || connection`)
        .stored(),
    )
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('holds_later', 'boolean', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('failure', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('due_at', 'timestamptz', (column) => column.notNull())
    .addColumn('claimed_until', 'timestamptz')
    .addColumn('dead_at', 'timestamptz')
    .execute();
  // Which events of a service are due.
  await sql`create index outbox_events_due on outbox_events (service, due_at) where dead_at is null`.execute(db);
  // Which earlier ones of the same connection hold them up. In a column of its own, so that no planner without statistics can take the
  // index above for it and read a whole backlog for each event.
  await sql`create index outbox_events_order on outbox_events (lane, id) where dead_at is null`.execute(db);
  await sql`create index outbox_events_dead on outbox_events (dead_at) where dead_at is not null`.execute(db);
}
