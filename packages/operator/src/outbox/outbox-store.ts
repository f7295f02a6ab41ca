import { sql, type RawBuilder } from 'kysely';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import type { ClaimedEvent, DeadLetter, EventCounts, NewEvent } from './events.ts';
import { retryPause } from './retry-pause.ts';
import type { OutboxSettings } from './settings.ts';

/** The table `outbox_events`: an event stands there until it is delivered. */
export interface OutboxStore {
  /** @returns the event's id; higher than those of all events before it */
  insert(transaction: DatabaseTransaction, event: NewEvent): Promise<number>;
  /** Takes over the event, or the first one before it that holds it up, unless somebody else has it. */
  claimFor(id: number): Promise<ClaimedEvent | undefined>;
  /** Which event has to be tried before this one or is this one, and whether somebody is trying it. Undefined when nothing is left to do. */
  nextFor(id: number): Promise<{ id: number; isClaimed: boolean } | undefined>;
  /**
   * Takes over events that are due.
   *
   * @param free how many at most
   * @param busy how many of each service this process is trying already
   */
  claimDue(free: number, busy: ReadonlyMap<string, number>): Promise<ClaimedEvent[]>;
  /** Gives back an event that was not tried. */
  release(event: ClaimedEvent): Promise<void>;
  delivered(event: ClaimedEvent): Promise<void>;
  /** @returns whether the event was given up */
  failed(event: ClaimedEvent, failure: string): Promise<boolean>;
  counts(): Promise<EventCounts>;
  deadLetters(): Promise<DeadLetter[]>;
  forgetDead(): Promise<void>;
}

/** Longest list of dead letters. */
const mostDeadLetters = 1_000;

/** A claim is a time until which others keep away: nothing is locked during an attempt, and a killed process loses nothing. */
export function createOutboxStore(database: Database, settings: OutboxSettings): OutboxStore {
  const { reserve, lease, retries, giveUpAfter, forgetAfter } = settings;
  const claim = sql`set attempts = attempts + 1, claimed_until = ${after(lease)}`;
  const claimed = sql`id, service, connection, type, url, body, holds_later as "holdsLater", attempts as attempt`;
  return {
    async insert(transaction, { service, connection, type, url, body, holdsLater }) {
      const { id } = await transaction
        .insertInto('outbox_events')
        .values({ service, connection, type, url, body, holds_later: holdsLater, due_at: after(reserve) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },

    async claimFor(id) {
      const { rows } = await sql<ClaimedEvent>`
        update outbox_events ${claim} where id = (${nextBefore(id)})
        and dead_at is null and ${isUnclaimed('outbox_events')} returning ${claimed}`.execute(database);
      return rows[0];
    },

    async nextFor(id) {
      const { rows } = await sql<{ id: number; isClaimed: boolean }>`
        select id, not ${isUnclaimed('outbox_events')} as "isClaimed" from outbox_events where id = (${nextBefore(id)})`.execute(
        database,
      );
      return rows[0];
    },

    async claimDue(free, busy) {
      const { rows } = await sql<ClaimedEvent>`
        update outbox_events ${claim}
        where id = any(array(${dueEvents(free, retries.perService, busy)})) returning ${claimed}`.execute(database);
      return rows.toSorted((one, other) => one.id - other.id);
    },

    async release({ id, attempt }) {
      await sql`update outbox_events set claimed_until = null, attempts = attempts - 1
        where id = ${id} and attempts = ${attempt}`.execute(database);
    },

    async delivered({ id }) {
      await database.deleteFrom('outbox_events').where('id', '=', id).execute();
    },

    async failed({ id, attempt }, failure) {
      const { rows } = await sql<{ isDead: boolean }>`
        update outbox_events set claimed_until = null, failure = ${failure}, due_at = ${after(retryPause(attempt, settings))},
          dead_at = case when created_at < ${after(-giveUpAfter)} then clock_timestamp() end
        where id = ${id} and attempts = ${attempt} returning dead_at is not null as "isDead"`.execute(database);
      return rows[0]?.isDead === true;
    },

    async counts() {
      const { rows } = await sql<EventCounts>`
        select count(*) filter (where dead_at is null and failure is null) as waiting,
          count(*) filter (where dead_at is null and failure is not null) as retrying,
          count(*) filter (where dead_at is not null) as dead from outbox_events`.execute(database);
      return rows[0] ?? { waiting: 0, retrying: 0, dead: 0 };
    },

    async deadLetters() {
      const { rows } = await sql<DeadLetter>`
        select id, service, connection, type, url, attempts, failure, created_at as "createdAt", dead_at as "deadAt"
        from outbox_events where dead_at is not null order by dead_at desc, id limit ${mostDeadLetters}`.execute(
        database,
      );
      return rows;
    },

    async forgetDead() {
      await sql`delete from outbox_events where dead_at < ${after(-forgetAfter)}`.execute(database);
    },
  };
}

/** A time that many milliseconds from now, by the database's clock, which all operators share. */
function after(milliseconds: number): RawBuilder<Date> {
  return sql`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`;
}

function isUnclaimed(table: string): RawBuilder<boolean> {
  const until = sql.ref(`${table}.claimed_until`);
  return sql`(${until} is null or ${until} < clock_timestamp())`;
}

/** The id of the event, or of the first one that it has to wait for. */
function nextBefore(id: number): RawBuilder<number> {
  return sql`
    select earlier.id from outbox_events asked
    join outbox_events earlier on earlier.lane = asked.lane
    where asked.id = ${id} and asked.dead_at is null and earlier.dead_at is null and earlier.id <= asked.id
      and (earlier.holds_later or earlier.id = asked.id)
    order by earlier.id limit 1`;
}

/**
 * Ids of due events. Each service is looked at by itself and gives a few, so that the backlog of one costs the others nothing, neither
 * places nor time; services are found by skipping through the index.
 *
 * The condition on earlier events is written so that it stays one look-up in the index per event: as a join it would read the whole
 * backlog first. The inner limit is a plain number, so that the planner knows how little it is.
 */
function dueEvents(free: number, perService: number, busy: ReadonlyMap<string, number>): RawBuilder<number> {
  const busyByService = JSON.stringify(Object.fromEntries(busy));
  return sql`
    with recursive services(service) as (
      (select service from outbox_events where dead_at is null order by service limit 1)
      union all
      select (
        select next.service from outbox_events next where next.dead_at is null and next.service > services.service
        order by next.service limit 1
      ) from services where services.service is not null
    )
    select due.id from services cross join lateral (
      select id, due_at from (
        select event.id, event.due_at from outbox_events event
        where event.service = services.service and event.dead_at is null and event.due_at <= clock_timestamp()
          and ${isUnclaimed('event')}
          and not coalesce((
            select true from outbox_events earlier
            where earlier.lane = event.lane and earlier.id < event.id and earlier.holds_later and earlier.dead_at is null
            limit 1
          ), false)
        order by event.due_at limit ${sql.lit(perService)} for update of event skip locked
      ) few
      limit greatest(0, ${sql.lit(perService)} - coalesce((${busyByService}::jsonb ->> services.service)::int, 0))
    ) due
    where services.service is not null order by due.due_at limit ${free}::int`;
}
