import type { Path } from '@posthorn/protocol';
import { sql } from 'kysely';
import { discardFiles, now } from '../data/discarded-files.ts';
import { lockAccount } from '../data/lock-account.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { accountUriOf, requireAccount } from '../identity/accounts.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/** A device deletes documents for good: the record at once, the file as soon as its store lets it go. Unknown places are fine. */
export const documentDelete: WireHandler = fromDevice('DOCUMENT_DELETE', async (message, account, context) => {
  const places = message.payload.paths.map(({ domain, area }) => ({ domain, area }));
  const actor = accountUriOf(account.id);
  const subject = { accountId: account.id, actor, action: 'deletion', about: { paths: places } } as const;
  await recordingRefusals(message, subject, context, () =>
    once(message, context, async (transaction) => {
      await lockAccount(account.id, transaction);
      const files = await deleteRecords(account.id, places, transaction);
      const { storeSealed } = await requireAccount(account.id, transaction);
      await discardFiles({ accountId: account.id, storeSealed }, files, now(), transaction);
      await recordDone(message, subject, transaction);
    }),
  );
  void context.housekeeping.run();
  return { body: {} };
});

/** @returns where the documents lay */
async function deleteRecords(
  accountId: string,
  places: readonly Path[],
  transaction: DatabaseTransaction,
): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    delete from documents where account_id = ${accountId} and (domain, area) in
      (select p.domain, p.area from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p (domain text, area text))
    returning path`.execute(transaction);
  return rows.map(({ path }) => path);
}
