import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log that say something, for the message about a part that broke down; stack frames say little. */
export function logTail(file: string, lines = 12): string {
  if (!existsSync(file)) return '';
  const all = readFileSync(file, 'utf8').trimEnd().split('\n');
  return all
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-lines)
    .join('\n');
}
