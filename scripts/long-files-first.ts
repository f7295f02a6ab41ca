import { statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose test files take longest, the longest first. */
const long = ['/e2e/', '/apps/mailbox/', '/packages/stack/'];

/** Runs the long test files first, so that none of them is alone at the end while the other core rests. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = long.findIndex((folder) => moduleId.includes(folder));
  return found === -1 ? long.length : found;
}

function size({ moduleId }: TestSpecification): number {
  return statSync(moduleId).size;
}
