import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes, isPosthornError, PosthornError } from '@posthorn/protocol';

const root = join(import.meta.dirname, '../../..');

/** The sources of every package and app, without the list of codes itself. */
function sources(): string[] {
  return ['packages', 'apps'].flatMap((folder) => {
    const path = join(root, folder);
    const names = readdirSync(root).includes(folder) ? readdirSync(path) : [];
    return names.flatMap((name) => sourcesUnder(join(path, name, 'src')));
  });
}

function sourcesUnder(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('error-codes.ts'))
      .map((file) => readFileSync(join(path, file), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

test('every code that is thrown is listed', () => {
  const thrown = sources().flatMap((text) =>
    [...text.matchAll(/new PosthornError\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
  );
  expect(thrown.length).toBeGreaterThan(0);
  expect(thrown.filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});

test('every listed code is used', () => {
  const all = sources().join('\n');
  expect(Object.keys(errorCodes).filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});

test('every code is kebab-case and every explanation a sentence', () => {
  for (const [code, when] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(when).toMatch(/^[A-Z].+\.$/);
  }
});

test('an error carries its code, its mend and its cause', () => {
  const cause = new Error('underneath');
  const error = new PosthornError('file-too-large', 'The file is too large.', {
    mend: 'Send a smaller one.',
    details: { limit: 5 },
    cause,
  });
  expect(error).toMatchObject({
    name: 'PosthornError',
    code: 'file-too-large',
    mend: 'Send a smaller one.',
    details: { limit: 5 },
    cause,
  });
  expect(isPosthornError(error, 'file-too-large')).toBe(true);
  expect(isPosthornError(error, 'file-corrupt')).toBe(false);
  expect(isPosthornError(cause)).toBe(false);
});
