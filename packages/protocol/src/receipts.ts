import { answersSha256 } from './canonical.ts';
import { PosthornError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { sign, verify } from './jws.ts';
import type { ApplicationPayload } from './schemas/application.ts';
import type { PrivateKey, PublicKey } from './schemas/public-key.ts';
import type { Receipt } from './schemas/receipt.ts';
import type { ServiceRef } from './schemas/service-ref.ts';

/** What a receipt is compared with. What is left out is not compared. */
export type ReceiptExpectation = {
  /** The agency's key that this side has pinned. */
  agencyKey: PublicKey;
  /** clientId of the agency. */
  agency?: string;
  caseId?: string;
  applicationId?: string;
  service?: ServiceRef;
  /** The answers as they were sent. */
  answers?: JsonObject;
  /** All attachments as they were sent; the order does not matter. */
  attachments?: readonly { id: string; sha256: string }[];
};

/**
 * Signs that an agency has received an application: its ids, the hash of its answers, and the hash of every attachment.
 * An agency signs it only after it has checked the attachments' plaintext against their hashes.
 *
 * @param receipt.receivedAt RFC 3339
 * @throws PosthornError `json-not-canonical`
 */
export async function signReceipt(
  receipt: { agency: string; application: ApplicationPayload; receivedAt: string },
  agencyKey: PrivateKey,
): Promise<string> {
  const { agency, application, receivedAt } = receipt;
  return sign(
    'receipt',
    {
      type: 'receipt',
      agency,
      caseId: application.caseId,
      applicationId: application.id,
      service: { id: application.service.id, version: application.service.version },
      answersSha256: await answersSha256(application.answers),
      attachments: application.attachments.map(({ id, sha256 }) => ({ id, sha256 })),
      receivedAt,
    },
    agencyKey,
  );
}

/**
 * Verifies that a receipt is the agency's, and speaks of exactly what was sent. Needs no server: the receipt stays a proof for as
 * long as the agency's key is known.
 *
 * @throws PosthornError `receipt-invalid`; `details.part` names what differs
 * @example
 * const receipt = await verifyReceipt(jws, { agencyKey, answers, attachments });
 * console.log(receipt.receivedAt);
 */
export async function verifyReceipt(receiptJws: string, expected: ReceiptExpectation): Promise<Receipt> {
  let receipt: Receipt;
  try {
    receipt = await verify('receipt', receiptJws, expected.agencyKey);
  } catch (cause) {
    throw invalid('signature', cause);
  }
  for (const part of ['agency', 'caseId', 'applicationId'] as const) {
    if (expected[part] !== undefined && expected[part] !== receipt[part]) throw invalid(part);
  }
  const { service, answers, attachments } = expected;
  if (service !== undefined && (service.id !== receipt.service.id || service.version !== receipt.service.version)) {
    throw invalid('service');
  }
  if (answers !== undefined && (await answersSha256(answers)) !== receipt.answersSha256) throw invalid('answers');
  if (attachments !== undefined && fingerprint(attachments) !== fingerprint(receipt.attachments))
    throw invalid('attachments');
  return receipt;
}

function fingerprint(attachments: readonly { id: string; sha256: string }[]): string {
  return attachments
    .map(({ id, sha256 }) => `${id} ${sha256}`)
    .toSorted()
    .join('\n');
}

function invalid(part: string, cause?: unknown): PosthornError {
  return new PosthornError('receipt-invalid', `The receipt does not prove what was sent: its ${part} is wrong.`, {
    mend: 'Do not rely on it. Ask the agency for a receipt of what you have sent.',
    details: { part },
    cause,
  });
}
