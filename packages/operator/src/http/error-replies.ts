import { STATUS_CODES } from 'node:http';
import { isPosthornError, PosthornError, type ErrorCode } from '@posthorn/protocol';
import { noteRefusal } from '@posthorn/serving';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** HTTP status by error code; a code that is not here means 400, a mistake in what was sent. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  'signature-invalid': 401,
  'message-expired': 401,
  'message-misaddressed': 401,
  'account-mismatch': 401,
  'account-unknown': 401,
  'service-key-mismatch': 401,
  'directory-message-expired': 401,
  'directory-message-misaddressed': 401,
  'agency-not-admitted': 403,
  'agency-key-mismatch': 403,
  'service-not-responsible': 403,
  'consent-missing': 403,
  'connection-unknown': 403,
  'recipients-not-agreed': 403,
  'service-origin-mismatch': 403,
  'basis-not-consent': 403,
  'destination-refused': 403,
  'key-not-allowed': 403,
  'delay-not-allowed': 403,
  'agency-unknown': 404,
  'service-unknown': 404,
  'no-agency-responsible': 404,
  'address-unknown': 404,
  'message-replayed': 409,
  'account-taken': 409,
  'connection-taken': 409,
  'consent-not-possible': 409,
  'document-changed': 409,
  'message-outdated': 409,
  'service-version-taken': 409,
  'region-taken': 409,
  'block-too-large': 413,
  'document-too-large': 413,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'too-many-requests': 429,
  'requests-unanswered': 429,
  'operator-failed': 500,
  'operator-unavailable': 503,
  'document-lost': 500,
  'credentials-unreadable': 500,
  'store-unreachable': 503,
  'store-refused': 502,
  'store-copy-differs': 502,
  'store-full': 507,
};

/** Sends any error as `{"error":{code,message,mend}}`. The one place where errors become answers to strangers. */
export function replyWithError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = isPosthornError(error) ? error : toPosthornError(error);
  const status = statusByCode[known.code] ?? 400;
  noteRefusal(request, known.code);
  if (status >= 500) request.log.error(describeFailure(error), 'request failed');
  return reply.status(status).header('cache-control', 'no-store').send(errorBody(known));
}

/** The body of an error reply. */
export function errorBody(error: PosthornError): { error: Record<string, unknown> } {
  const { code, message, mend, details } = error;
  return { error: { code, message, mend, ...(Object.keys(details).length > 0 && { details }) } };
}

/** What Fastify, a plugin or the database threw, as an error that says nothing about our inside. */
function toPosthornError(error: unknown): PosthornError {
  const { code = '', statusCode = 500, validation, message } = (error ?? {}) as Partial<FastifyError>;
  if (validation !== undefined) {
    // Names the parameter and the rule, not the value.
    return new PosthornError('request-invalid', `The request is not valid: ${message}.`, {
      mend: 'Compare the request with /openapi.json.',
    });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new PosthornError('body-too-large', 'The body is larger than 1 MiB.', { mend: 'Send a smaller message.' });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new PosthornError('media-type-unsupported', 'This content type is not taken here.', {
      mend: 'Send the message with the content type application/jwt.',
    });
  }
  if (statusCode >= 400 && statusCode < 500) {
    return new PosthornError('request-invalid', `The request is not valid: ${STATUS_CODES[statusCode] ?? 'refused'}.`, {
      mend: 'Compare the request with /openapi.json.',
    });
  }
  if (isDatabaseAway(code)) {
    return new PosthornError('operator-unavailable', 'The operator cannot reach its database.', {
      mend: 'Try again in a minute.',
    });
  }
  return new PosthornError('operator-failed', 'The operator failed to answer.', {
    mend: 'Try again; if it stays, tell the operator the x-request-id of this answer.',
  });
}

// Connection errors of the network, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shut down).
function isDatabaseAway(code: string): boolean {
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|08|53|57P)/.test(code);
}

/** Where it failed, for the log: without the message, which may quote what was sent. */
function describeFailure(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { failure: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error ? String(error.code) : undefined;
  return { failure: error.name, code, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
