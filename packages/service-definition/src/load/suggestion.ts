import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean …?` when one of the names is close to what was written; else nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const best = closest(written, names);
  const isClose = distance(written.toLowerCase(), best.toLowerCase()) <= Math.max(2, Math.floor(best.length / 3));
  return isClose ? ` Did you mean \`${best}\`?` : '';
}

/** Names for a sentence: `a`, `b` and so on, the first few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  return names.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}
