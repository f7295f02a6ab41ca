import { STATUS_CODES } from 'node:http';
import { isPosthornError, PosthornError, type ErrorCode } from '@posthorn/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { faultOf } from '../outbox/sender.ts';

/** HTTP status by error code; a code that is not here means 400, a mistake in what was sent. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  'signature-invalid': 401,
  'message-misaddressed': 401,
  'message-expired': 401,
  'connection-unknown': 403,
  'address-unknown': 404,
  'message-replayed': 409,
  'body-too-large': 413,
  'block-too-large': 413,
  'media-type-unsupported': 415,
  'too-many-requests': 429,
  'disk-full': 503,
  'operator-unreachable': 503,
  'web-failed': 500,
};

/** Sends any error as `{"error":{code,message,mend}}`. The one place where errors become answers to strangers. */
export function replyWithError(
  log: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = isPosthornError(error) ? error : toPosthornError(error);
  const status = statusByCode[known.code] ?? 400;
  const { code, message, mend } = known;
  const route = request.routeOptions?.url ?? 'unknown';
  if (status >= 500) log.error({ code, route, ...faultOf(error) }, 'request failed');
  else log.info({ code, route }, 'request refused');
  return reply.status(status).header('cache-control', 'no-store').send({ error: { code, message, mend } });
}

/** What Fastify or a plugin threw, as an error that says nothing about our inside. */
function toPosthornError(error: unknown): PosthornError {
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;
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
      mend: 'See docs/agency.md for all addresses.',
    });
  }
  return new PosthornError('web-failed', 'The agency failed to answer.', { mend: 'Try again in a while.' });
}
