import { afterAll, beforeAll } from 'vitest';
import { openTown, type Town } from './town.ts';

/** The town of a test file; opened before its first test. */
export let town: Town;

beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town[Symbol.asyncDispose]());
