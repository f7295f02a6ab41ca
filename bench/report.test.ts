import { expect, test } from 'vitest';
import { percentile, toJson } from './report.ts';

test('a benchmark for machines is one line of JSON that says what was reached and what was asked', () => {
  const line = toJson('channel', {
    'ratio of rates': { value: 0.95123, unit: 'ratio', goal: { min: 0.9 } },
    'time to ready': { value: 12_000, unit: 'ms', goal: { max: 10_000 } },
    memory: { value: 370.8, unit: 'MB' },
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    bench: 'channel',
    metrics: {
      'ratio of rates': { value: 0.9512, unit: 'ratio', goal: 0.9, holds: true },
      'time to ready': { value: 12_000, unit: 'ms', goal: 10_000, holds: false },
      memory: { value: 370.8, unit: 'MB', goal: null, holds: null },
    },
  });
});

test('a percentile is the value below which the share of the samples lies', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(samples, 0.5)).toBe(51);
  expect(percentile(samples, 0.95)).toBe(96);
  expect(percentile([7], 0.95)).toBe(7);
});
