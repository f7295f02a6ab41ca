import {
  canonicalJson,
  PosthornError,
  verifyAgencyRegistration,
  verifyReceipt,
  type JsonObject,
  type LocalizedText,
  type PublicKey,
  type Receipt,
} from '@posthorn/protocol';
import type { CaseEventOf } from './case-event.ts';

/** A receipt with everything that is needed to verify it. Contains the answers: give it only to whom they concern. */
export interface ReceiptProof {
  v: 1;
  /** JWS by the agency's registered key. */
  receipt: string;
  /** The agency's own signed registration, as it stood in the directory. */
  agencyRecord: string;
  /** The answers in canonical JSON (RFC 8785): the very text whose hash the agency signed. */
  answers: string;
  attachments: { id: string; name: string; sha256: string }[];
}

/** What a valid proof shows. */
export interface ProvenReceipt {
  receipt: Receipt;
  agency: { id: string; name: LocalizedText };
  /** Compare its `kid` with the key that the agency publishes elsewhere. */
  key: PublicKey;
  answers: JsonObject;
}

/** Puts the proof of a receipt together. */
export function receiptProof(parts: {
  receipt: string;
  agencyRecord: string;
  application: CaseEventOf<'application'>;
}): ReceiptProof {
  const { receipt, agencyRecord, application } = parts;
  return {
    v: 1,
    receipt,
    agencyRecord,
    answers: canonicalJson(application.answers),
    attachments: application.attachments.map(({ id, name, sha256 }) => ({ id, name, sha256 })),
  };
}

/**
 * Verifies a proof that somebody shows: that the agency of the record has signed a receipt for exactly these answers
 * and files. Needs no server. That the record is really that agency's is for the reader to compare, by `key.kid`.
 *
 * @throws PosthornError `receipt-invalid`
 */
export async function verifyReceiptProof(proof: ReceiptProof): Promise<ProvenReceipt> {
  try {
    const answers = JSON.parse(proof.answers) as JsonObject;
    const { key, payload: record } = await verifyAgencyRegistration(proof.agencyRecord);
    const expected = { agencyKey: key, agency: record.iss, answers, attachments: proof.attachments };
    const receipt = await verifyReceipt(proof.receipt, expected);
    return { receipt, agency: { id: record.iss, name: record.displayName }, key, answers };
  } catch (cause) {
    throw new PosthornError('receipt-invalid', 'The proof does not show that the agency received these answers.', {
      mend: 'Ask for the proof again. If it stays invalid, do not rely on it.',
      cause,
    });
  }
}
