import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Asked } from '../connections/agreed-permission.ts';
import { readLoginBySid } from '../store/logins.ts';
import { readRequest } from '../store/requests.ts';
import type { PermissionWish } from './wishes.ts';

/** What was asked for under a session id: in a later request, in a sign-in, or by whoever came without one. */
export function wishesIn(context: Context, sid: string): readonly PermissionWish[] {
  const { db, wishes } = context;
  return readRequest(db, sid)?.wishes ?? readLoginBySid(db, sid)?.wishes ?? wishes;
}

/** The same as ids and promised schemas, for an answer to it. */
export function askedIn(context: Context, sid: string): Asked[] {
  return wishesIn(context, sid).map((wish, index) => ({
    id: permissionId(sid, index),
    ...(wish.type === 'WRITE' && wish.schema !== undefined && { schema: wish.schema }),
  }));
}

/**
 * The id of a permission: a version 4 UUID as to its form. It follows from the session, so that a device which asks twice gets the same
 * answer, and nothing has to be kept for devices that only ask.
 */
export function permissionId(sid: string, index: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([sid, index]))
    .digest('hex');
  const variant = '89ab'[Number.parseInt(hash.charAt(16), 16) % 4];
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
