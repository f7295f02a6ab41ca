import { afterAll, beforeAll } from 'vitest';
import { openOperators, type OpenedOperators } from '../opened-operator.ts';

/** The operators of a test file; open before its first test. */
export let operators: OpenedOperators;

beforeAll(async () => {
  operators = await openOperators();
});
afterAll(() => operators[Symbol.asyncDispose]());
