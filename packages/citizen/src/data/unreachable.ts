import { isPosthornError } from '@posthorn/protocol';

/** Failures of the operator, or of the store behind it, that go away by waiting. */
export function isUnreachable(error: unknown): boolean {
  return isPosthornError(error, 'directory-unreachable') || isPosthornError(error, 'store-unreachable');
}
