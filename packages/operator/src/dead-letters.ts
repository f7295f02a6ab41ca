import type { OperatorConfig } from './config/env.ts';
import { openDatabase } from './database/open.ts';
import { createOutboxStore } from './outbox/outbox-store.ts';
import { usualSettings } from './outbox/settings.ts';

/** `npm run operator -- --dead-letters`: one JSON line for each event that was given up within the last thirty days. */
export async function printDeadLetters(config: OperatorConfig): Promise<void> {
  const { database, close } = await openDatabase(config.database);
  try {
    for (const letter of await createOutboxStore(database, usualSettings).deadLetters())
      console.log(JSON.stringify(letter));
  } finally {
    await close();
  }
}
