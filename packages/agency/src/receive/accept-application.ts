import { insertCase, isApplicationKnown, readCase, type ReceivedApplication } from '../cases/case-record.ts';
import { insertFile, type FileRecord } from '../cases/files.ts';
import { recordMessage } from '../cases/messages.ts';
import { speak } from '../cases/speak.ts';
import type { Context } from '../context.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { respond } from './respond.ts';

export interface Acceptance {
  application: ReceivedApplication;
  fingerprint: string;
  /** JWS */
  receipt: string;
  files: FileRecord[];
}

/** A case begins: case, files, receipt, status and processing status, all in one transaction. */
export function acceptApplication(
  context: Context,
  received: ReceivedOf<'application'>,
  { application, fingerprint, receipt, files }: Acceptance,
): Outcome {
  const { row, connection } = received;
  const { payload } = application;
  return {
    state: 'done',
    note: null,
    commit() {
      const record = {
        id: payload.caseId,
        roomId: row.roomId,
        connectionId: connection.connectionId,
        language: payload.language,
        service: payload.service,
        application,
        root: row.eventId,
        status: 'received',
        work: 'ready',
      } as const;
      // Another case under one of its ids came in between: the application is looked at again, and refused.
      if (readCase(context.db, record.id) || isApplicationKnown(context.db, payload.id)) {
        throw new Error('an id was taken meanwhile');
      }
      insertCase(context.db, record, Date.now());
      for (const file of files) insertFile(context.db, file, row.recordedAt);
      recordMessage(context.db, {
        id: payload.id,
        caseId: record.id,
        roomId: row.roomId,
        direction: 'in',
        kind: 'application',
        note: null,
        eventId: row.eventId,
        at: row.recordedAt,
        body: { fingerprint },
      });
      speak(context, record, { kind: 'receipt', jws: receipt });
      speak(context, record, { kind: 'status', status: 'received' });
      respond(context, received, null);
      context.db.afterCommit(() => context.wakeCase(record.id));
    },
  };
}
