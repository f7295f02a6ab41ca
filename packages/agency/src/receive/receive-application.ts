import {
  canonicalJson,
  isPosthornError,
  sha256,
  signReceipt,
  verify,
  type ApplicationPayload,
  type RefusalReason,
} from '@posthorn/protocol';
import { isApplicationKnown, readCase } from '../cases/case-record.ts';
import { findMessage } from '../cases/messages.ts';
import type { Context } from '../context.ts';
import { acceptApplication } from './accept-application.ts';
import { checkApplication } from './check-application.ts';
import { fetchAttachments } from './fetch-attachments.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { receiveMalformed } from './receive-malformed.ts';
import { refuseApplication } from './refuse-application.ts';
import { respond } from './respond.ts';
import { sentence, type SentenceCode } from './sentences.ts';

/**
 * Somebody applies:
 * signed by the pinned account key → for this connection → new → service known, answers valid (evaluated again with the code that
 * the person's side uses) → files here and what they say → a signed receipt and a case, or a signed refusal with reasons.
 */
export async function receiveApplication(context: Context, received: ReceivedOf<'application'>): Promise<Outcome> {
  const { row, read, contact, connection } = received;
  let payload: ApplicationPayload;
  try {
    payload = await verify('application', read.block.jws, contact.accountKey);
  } catch (error) {
    if (isPosthornError(error, 'signature-invalid')) return receiveMalformed(context, received, 'signature-invalid');
    if (isPosthornError(error)) return receiveMalformed(context, received, 'block-malformed');
    throw error;
  }
  if (payload.caseId !== read.block.caseId || payload.connectionId !== connection.connectionId) {
    return receiveMalformed(context, received, 'application-misaddressed');
  }

  const fingerprint = await sha256(canonicalJson(payload));
  const before = findMessage(context.db, row.roomId, 'in', payload.id);
  const because = (code: SentenceCode): RefusalReason[] => [{ code, message: sentence(code, payload.language) }];
  if (before) {
    if (before.body['fingerprint'] === fingerprint) return repeated(context, received, before.note);
    return refuseApplication(context, received, payload, fingerprint, because('application-changed'));
  }
  if (readCase(context.db, payload.caseId)) {
    return refuseApplication(context, received, payload, fingerprint, because('case-id-taken'));
  }
  // It may have been used in another room.
  if (isApplicationKnown(context.db, payload.id)) {
    return refuseApplication(context, received, payload, fingerprint, because('application-changed'));
  }

  const checked = checkApplication(context, payload, row.recordedAt);
  if ('reasons' in checked) return refuseApplication(context, received, payload, fingerprint, checked.reasons);
  const files = await fetchAttachments(context, row.eventId, payload);
  if ('reasons' in files) return refuseApplication(context, received, payload, fingerprint, files.reasons);

  const receivedAt = new Date(row.recordedAt).toISOString();
  const receipt = await signReceipt({ agency: context.clientId, application: payload, receivedAt }, context.signingKey);
  const application = { payload, fee: checked.fee, receivedAt };
  return acceptApplication(context, received, { application, fingerprint, receipt, files: files.files });
}

/** The same application again, by a client that does not know whether its first attempt arrived: one receipt is enough. */
function repeated(context: Context, received: ReceivedOf<'application'>, note: string | null): Outcome {
  return {
    state: 'done',
    note: 'duplicate',
    commit: () => respond(context, received, note === null ? null : 'application-invalid'),
  };
}
