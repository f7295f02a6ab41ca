import { STATUS_CODES } from 'node:http';
import { isPosthornError, PosthornError, type ErrorCode } from '@posthorn/protocol';
import { noteRefusal } from '@posthorn/serving';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** HTTP status by error code; a code that is not here means 400, a mistake in what was sent. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  'address-unknown': 404,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'too-many-requests': 429,
  'push-failed': 500,
  'push-service-unreachable': 502,
  'email-not-sent': 502,
  'email-off': 503,
};

/** Sends any error as `{"error":{code,message,mend}}`. The one place where errors become answers to strangers. */
export function replyWithError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = isPosthornError(error) ? error : toPosthornError(error);
  const status = statusByCode[known.code] ?? 400;
  noteRefusal(request, known.code);
  if (known.code === 'push-failed') request.log.error(describeFailure(error), 'request failed');
  if (known.cause !== undefined) request.log.warn(describeFailure(known.cause), 'the other side failed');
  const { code, message, mend, details } = known;
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .send({ error: { code, message, mend, ...(Object.keys(details).length > 0 && { details }) } });
}

/** What Fastify or a plugin threw, as an error that says nothing about our inside. */
function toPosthornError(error: unknown): PosthornError {
  const { code = '', statusCode = 500, validation, message } = (error ?? {}) as Partial<FastifyError>;
  const mend = 'Compare the request with docs/notifications.md.';
  if (validation !== undefined) {
    // Names the member and the rule, not the value.
    return new PosthornError('request-invalid', `The request is not valid: ${message}.`, { mend });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new PosthornError('body-too-large', 'The body is larger than what is taken here.', { mend });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new PosthornError('media-type-unsupported', 'This content type is not taken here.', {
      mend: 'Send JSON with the content type application/json.',
    });
  }
  if (statusCode >= 400 && statusCode < 500) {
    const reason = STATUS_CODES[statusCode] ?? 'refused';
    return new PosthornError('request-invalid', `The request is not valid: ${reason}.`, { mend });
  }
  return new PosthornError('push-failed', 'The push gateway failed to answer.', {
    mend: 'Try again; if it stays, tell whoever runs the gateway the x-request-id of this answer.',
  });
}

/** Where it failed, for the log: without the message, which may quote what was sent or name an endpoint. */
function describeFailure(error: unknown): Record<string, unknown> {
  if (typeof error === 'number') return { status: error };
  if (!(error instanceof Error)) return { failure: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error ? String(error.code) : undefined;
  return { failure: error.name, code, frames: frames.slice(0, 6).map((line) => line.trim()) };
}
