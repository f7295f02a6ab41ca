/** An operator process, as far as its outbox goes, that a test kills: puts events in, says so, and tries them all. */
import type { DatabaseConfig } from '../src/config/env.ts';
import { openDatabase } from '../src/database/open.ts';
import type { NewEvent } from '../src/outbox/events.ts';
import { quick, startOutbox } from './outbox-story.ts';

const [config, events] = process.argv.slice(2).map((text) => JSON.parse(text)) as [DatabaseConfig, NewEvent[]];
const { database } = await openDatabase(config);
const outbox = startOutbox(database, { ...quick, lease: 300 });
const ids = await database
  .transaction()
  .execute((transaction) => Promise.all(events.map((event) => outbox.enqueue(transaction, event))));
console.log('committed');
await Promise.all(ids.map((id) => outbox.deliverNow(id)));
