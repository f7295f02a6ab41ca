import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** JSON that is there already, with the tag of its content. */
export interface TaggedJson {
  tag: string;
  json: string;
}

/** JSON text of a value, tagged with its hash. Weak, because it is sent in several encodings. */
export function tagJson(value: unknown): TaggedJson {
  const json = JSON.stringify(value);
  return { json, tag: `W/"${createHash('sha256').update(json).digest('hex').slice(0, 16)}"` };
}

/**
 * Answers with JSON, or with 304 when the client has it (RFC 9110, section 13.1.2).
 *
 * @param freshSeconds how long a client may use it without asking again
 */
export function replyWithTag(
  request: FastifyRequest,
  reply: FastifyReply,
  content: TaggedJson,
  freshSeconds = 0,
): FastifyReply {
  reply.header('etag', content.tag);
  reply.header('cache-control', freshSeconds === 0 ? 'public, no-cache' : `public, max-age=${freshSeconds}`);
  if (hasTag(request.headers['if-none-match'], content.tag)) return reply.status(304).send();
  return reply.type('application/json; charset=utf-8').send(content.json);
}

// Weak comparison: a proxy may have left the W/ out.
function hasTag(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map((item) => item.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag.replace(/^W\//, ''));
}
