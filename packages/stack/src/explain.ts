import { PosthornError } from '@posthorn/protocol';

/** What somebody at a terminal is told about an error: what happened, the last lines of the log, and the mend. */
export function explain(error: Error): string {
  if ('code' in error && error.code === 'ENOSPC') return '\n✗ The disk is full.\n  Free some space and start again.';
  if (!(error instanceof PosthornError)) return `\n✗ ${error.stack ?? error.message}`;
  const log = error.details['log'];
  const tail = typeof log === 'string' && log !== '' ? `\n${log.replace(/^/gm, '    │ ')}` : '';
  return `\n✗ ${error.message}${tail}\n  ${error.mend}`;
}
