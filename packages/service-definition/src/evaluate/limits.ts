import { findLimitProblem, protocolLimits } from '@posthorn/protocol';

/**
 * Numbers, texts, lists and groups in all answers together. The largest real forms come to a few thousand. Each may cost a dozen
 * messages when it is wrong, so this bounds the time and memory that hostile answers take.
 */
const maxValues = 50_000;

const codes: Record<string, string> = {
  'block-too-deep': 'answers-too-deep',
  'block-too-large': 'answers-too-large',
};

/** The code of the limit that answers break, before anything else looks at them; null if they keep all. */
export function brokenLimit(answers: unknown): string | null {
  const problem = findLimitProblem(answers, protocolLimits);
  if (problem !== null) return codes[problem.code] ?? 'answers-malformed';
  return hasManyValues(answers) ? 'answers-too-large' : null;
}

function hasManyValues(answers: unknown): boolean {
  const open = [answers];
  let values = 0;
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    values += 1;
    if (values + open.length > maxValues) return true;
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}
