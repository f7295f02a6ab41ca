import { sign, type ApplicationPayload, type RefusalReason } from '@posthorn/protocol';
import { recordMessage } from '../cases/messages.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { respond } from './respond.ts';

/** An application cannot be taken: a signed refusal says why, in the thread of the application. No case is made. */
export async function refuseApplication(
  context: Context,
  received: ReceivedOf<'application'>,
  payload: ApplicationPayload,
  fingerprint: string,
  reasons: RefusalReason[],
): Promise<Outcome> {
  const { row } = received;
  const jws = await sign(
    'refusal',
    {
      type: 'refusal',
      agency: context.clientId,
      caseId: payload.caseId,
      applicationId: payload.id,
      reasons,
      refusedAt: new Date(row.recordedAt).toISOString(),
    },
    context.signingKey,
  );
  return {
    state: 'done',
    note: 'application-invalid',
    commit() {
      recordMessage(context.db, {
        id: payload.id,
        caseId: null,
        roomId: row.roomId,
        direction: 'in',
        kind: 'application',
        note: 'application-invalid',
        eventId: row.eventId,
        at: row.recordedAt,
        body: {
          fingerprint,
          reasons: reasons.map(({ code, path }) => (path === undefined ? { code } : { code, path })),
        },
      });
      const { caseId, language } = payload;
      enqueue(context.db, row.roomId, null, { kind: 'refusal', jws, caseId, language, thread: row.eventId });
      respond(context, received, 'application-invalid');
      context.db.afterCommit(() => context.wakeOutbox(row.roomId));
    },
  };
}
