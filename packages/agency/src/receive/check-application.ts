import {
  canonicalJson,
  isPosthornError,
  type ApplicationPayload,
  type Json,
  type RefusalReason,
} from '@posthorn/protocol';
import { evaluateAnswers } from '@posthorn/service-definition';
import type { ReceivedApplication } from '../cases/case-record.ts';
import type { Context } from '../context.ts';
import { sentence, type SentenceCode } from './sentences.ts';

/** The most reasons one refusal lists. */
const mostReasons = 100;

/**
 * Whether an application fits its service: known in this version, valid, and exactly what the form asks: answers to hidden fields
 * or values that the form would not have sent are refused, for the person signed something that nobody asked them.
 */
export function checkApplication(
  context: Context,
  payload: ApplicationPayload,
  recordedAt: number,
): { fee: ReceivedApplication['fee'] } | { reasons: RefusalReason[] } {
  const { id, version } = payload.service;
  const because = (code: SentenceCode): { reasons: RefusalReason[] } => ({
    reasons: [{ code, message: sentence(code, payload.language) }],
  });
  if (!context.services.latest(id)) return because('service-unknown');
  const service = context.services.find(id, version);
  if (!service) return because('service-version-unknown');

  // Rules such as "not in the past" hold for the day of sending: the line or this gateway may have been away since.
  const now = new Date(Math.min(payload.iat * 1000, recordedAt));
  const { answers, fee, problems, valid } = evaluateAnswers(service, payload.answers, {
    language: payload.language,
    attachments: payload.attachments,
    now,
  });
  if (!valid) {
    return { reasons: problems.slice(0, mostReasons).map(({ path, code, message }) => ({ code, path, message })) };
  }
  if (!isSame(answers, payload.answers)) return because('answers-not-canonical');
  const total = payload.attachments.reduce((sum, attachment) => sum + attachment.size, 0);
  if (total > context.limits.applicationSize) return because('attachment-size');
  return { fee };
}

function isSame(a: Json, b: Json): boolean {
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch (error) {
    if (isPosthornError(error, 'json-not-canonical')) return false;
    throw error;
  }
}
