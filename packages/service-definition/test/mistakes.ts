import { expect } from 'vitest';
import { checkService } from '../src/index.ts';
import { serviceText } from './services.ts';

/** The file into which the mistakes are put. */
export const file: string = 'services/dog-registration.yaml';
/** Its text without a mistake. */
export const good: string = serviceText('dog-registration');

/** One mistake: what is put where, and what must then be said. `at` is text in the line that must be named. */
export interface Mistake {
  from: string;
  to: string;
  path: string;
  at?: string;
  problem: RegExp | string;
  mend: RegExp | string;
}

/** The file with one text in place of another. */
export function withMistake(from: string, to: string): string {
  expect(good, 'the text to be changed is in the file').toContain(from);
  return good.replace(from, () => to);
}

/** Puts a mistake into the file and looks whether it is named with its place and its mend. */
export function expectMistake({ from, to, path, at, problem, mend }: Mistake): void {
  const text = withMistake(from, to);
  const found = checkService(text, file);
  const mistake = found.find((each) => each.path === path);
  expect(mistake, `a mistake at ${path} among ${JSON.stringify(found)}`).toBeDefined();
  expect(mistake?.file).toBe(file);
  expect(mistake?.problem).toMatch(problem);
  expect(mistake?.mend).toMatch(mend);
  if (at !== undefined) {
    const line = text.slice(0, text.indexOf(at)).split('\n').length;
    expect(mistake?.line).toBe(line);
  }
  expect(mistake?.line).toBeGreaterThan(0);
}
