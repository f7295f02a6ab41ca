import { isPosthornError, readContent } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { backoff } from '../lanes.ts';
import { faultOf } from '../outbox/sender.ts';
import { processEvent } from '../receive/process-event.ts';
import { deferRow, markDone, markHeld, nextDue, nextPending, type InboxRow } from './inbox.ts';

/**
 * Processes what is pending in a room, in order. An event and all its effects are one transaction; an event that cannot be
 * processed now holds back its case alone.
 *
 * @returns when to call again, or null
 */
export async function processPending(context: Context, roomId: string): Promise<number | null> {
  while (!context.isStopped()) {
    const now = Date.now();
    const row = nextPending(context.db, roomId, now);
    if (!row) return nextDue(context.db, roomId, now);
    // Rooms go on side by side, but what a hello pins holds for all rooms of its sender.
    if (isHello(row)) await context.helloTurns.take(row.sender, () => processRow(context, row));
    else await processRow(context, row);
  }
  return null;
}

function isHello({ event }: InboxRow): boolean {
  return readContent(event.type, event.content).kind === 'hello';
}

async function processRow(context: Context, row: InboxRow): Promise<void> {
  try {
    const outcome = await processEvent(context, row);
    if (context.isStopped()) return;
    context.db.transaction(() => {
      if (outcome.state === 'held') return markHeld(context.db, row.eventId, outcome.reason);
      markDone(context.db, row.eventId, outcome.note);
      outcome.commit();
    });
  } catch (error) {
    if (context.isStopped()) return;
    const code = isPosthornError(error) ? error.code : 'internal';
    // Never given up and never skipped: what an error in our own code stopped goes on after its mend.
    deferRow(context.db, row.eventId, code, Date.now() + backoff(row.attempts + 1, context.timing.retry));
    context.log.warn({ code, event: row.eventId, attempts: row.attempts + 1, ...faultOf(error) }, 'event waits');
  }
}
