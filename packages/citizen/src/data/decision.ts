import { parseDataKey, PosthornError, type PermissionRequestItem } from '@posthorn/protocol';
import type { Answer } from './agreement.ts';
import { toDenied } from './permission-view.ts';

/** What the person approves of a request: ids of its permissions. Everything else in it is denied. */
export interface Decision {
  approve: readonly string[];
}

/**
 * The answer that a decision makes of a request.
 *
 * @throws PosthornError `permission-unknown` for an id that was not asked for
 */
export function toAnswer(sid: string, asked: readonly PermissionRequestItem[], { approve }: Decision): Answer {
  const unknown = approve.find((id) => !asked.some((item) => item.id === id));
  if (unknown !== undefined) {
    throw new PosthornError('permission-unknown', 'The service has not asked for a permission of this id.', {
      mend: 'Approve ids of the permissions in the request.',
      details: { permission: unknown },
    });
  }
  const approved = asked.filter(({ id }) => approve.includes(id));
  const denied = asked.filter(({ id }) => !approve.includes(id)).map(toDenied);
  return { sid, approved, denied };
}

/** Proves that the keys that a service wants to read with are what they say. Throws `key-invalid`. */
export async function assertReadKeys(asked: readonly PermissionRequestItem[]): Promise<void> {
  for (const item of asked) if (item.type === 'READ') await parseDataKey(item.jwk);
}
