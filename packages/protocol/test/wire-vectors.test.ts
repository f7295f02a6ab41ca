import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isValid, wireMessages, wireTypes } from '@posthorn/protocol';

const root = join(import.meta.dirname, '../../../contracts/vectors');

interface Vector {
  description: string;
  payload: unknown;
  expect: { valid: boolean };
}

describe.each(wireTypes)('vectors of the message %s', (type) => {
  const folder = join(root, `wire-${type.toLowerCase().replaceAll('_', '-')}`);
  const vectors = readdirSync(folder).map((file) => {
    const vector = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Vector;
    return { name: file.replace('.json', ''), ...vector };
  });

  test.each(vectors)('$name: $description', ({ payload, expect: { valid } }) => {
    expect(isValid<unknown>(wireMessages[type].schema, payload)).toBe(valid);
  });

  test('has valid and invalid ones', () => {
    expect(vectors.some((vector) => vector.expect.valid)).toBe(true);
    expect(vectors.some((vector) => !vector.expect.valid)).toBe(true);
  });
});
