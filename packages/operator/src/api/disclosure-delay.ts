import { PosthornError } from '@posthorn/protocol';
import { logEntry } from '../access-log/append.ts';
import { delayEntry, longestDelay, saveDelay } from '../access-log/delayed.ts';
import { evidenceOf } from '../access-log/evidence.ts';
import { requireOwnConnection } from '../data/as-service.ts';
import { requireConnectionOf } from '../data/connections.ts';
import { lockAccount } from '../data/lock-account.ts';
import { fromService, once, recordingRefusals, type WireHandler } from './wire-handler.ts';

/**
 * An authority on the operator's list has a person told only later that it reads in its own connection. The delay is itself recorded,
 * and told with the rest. A time that has passed ends it.
 */
export const disclosureDelay: WireHandler = fromService('DISCLOSURE_DELAY', async (message, service, context) => {
  const { sub, until, ground } = message.payload;
  const { account_id: accountId } = await requireOwnConnection(message, sub, service, 'delay', context);
  const about = { connection: sub, until, ground };
  const subject = { accountId, actor: service.clientId, action: 'delay', about } as const;
  return recordingRefusals(message, subject, context, async () => {
    if (!context.config.delayAuthorities.has(service.clientId)) throw notListed();
    if (until > Date.now() / 1000 + longestDelay) throw tooLong();
    await once(message, context, async (transaction) => {
      // Reads that are under way look again, and find the delay.
      await lockAccount(accountId, transaction);
      await requireConnectionOf(accountId, sub, transaction);
      await saveDelay({ connection_id: sub, until, ground }, accountId, transaction);
      const evidence = evidenceOf({ jws: message.jws, type: message.payload.type });
      const draft = { action: 'delay', actor: service.clientId, outcome: 'done', about, ...evidence } as const;
      await delayEntry(accountId, until, await logEntry(draft), transaction);
    });
    return { status: 201, body: { until } };
  });
});

function notListed(): PosthornError {
  return new PosthornError('delay-not-allowed', 'This service may not have people told later.', {
    mend: 'Ask the operator, with the law that allows it; it lists such authorities in POSTHORN_DELAY_AUTHORITIES.',
  });
}

function tooLong(): PosthornError {
  return new PosthornError('delay-not-allowed', 'A person is told after 180 days at the latest.', {
    mend: 'Give an earlier until; ask again before it ends if the ground still holds.',
  });
}
