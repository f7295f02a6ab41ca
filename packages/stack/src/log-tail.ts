import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log, for the message about a part that broke down. */
export function logTail(file: string, lines = 12): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
