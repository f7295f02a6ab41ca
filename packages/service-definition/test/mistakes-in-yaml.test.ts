import { describe, expect, test } from 'vitest';
import { checkService } from '../src/index.ts';
import { expectMistake, file, withMistake } from './mistakes.ts';
import type { Mistake } from './mistakes.ts';
import { millisecondsSince } from './time-spent.ts';

describe('the file as YAML', () => {
  test.each<[string, Mistake]>([
    [
      'a quote that is not closed',
      {
        from: "leikaKey: '99102013002000'",
        to: "leikaKey: '99102013002000",
        path: '',
        problem: /no correct YAML/,
        mend: /Close the quote/,
      },
    ],
    [
      'a tab',
      { from: 'steps:\n  - {', to: 'steps:\n\t- {', path: '', at: '\t- {', problem: /no correct YAML/, mend: /spaces/ },
    ],
    [
      'a wrong indentation',
      {
        from: 'keywords:\n  de:',
        to: 'keywords:\n  de: [x]\n    xx:',
        path: '',
        problem: /no correct YAML/,
        mend: /indent/i,
      },
    ],
    [
      'a key that stands twice',
      {
        from: 'version: 1',
        to: 'version: 1\nversion: 2',
        path: '',
        at: 'version: 2',
        problem: /unique/,
        mend: 'Keep one of the two keys.',
      },
    ],
    [
      'two services in one file',
      {
        from: 'retention: P10Y',
        to: 'retention: P10Y\n---\nid: x',
        path: '',
        problem: /no correct YAML/,
        mend: 'Keep one service in one file.',
      },
    ],
    [
      'an alias that was never set',
      {
        from: 'version: 1',
        to: 'version: *one',
        path: '',
        at: 'version: *one',
        problem: 'There is no `&one` that this could refer to.',
        mend: 'Set `&one` further up, or write the value out.',
      },
    ],
    [
      'a tag of its own',
      { from: 'version: 1', to: 'version: !js 1', path: '', problem: /no correct YAML/, mend: 'Leave the tag out.' },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));

  test('aliases that multiply', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
    );
    const bomb = `l0: &l0 [x]\n${levels.join('\n')}\n`;
    const started = process.threadCpuUsage();
    expect(checkService(bomb, file)).toEqual([
      {
        file,
        line: 1,
        path: '',
        problem: 'The file has too many references (aliases).',
        mend: 'Write the parts out instead of referring to them with `*`.',
      },
    ]);
    expect(millisecondsSince(started)).toBeLessThan(1000);
  });

  test('references in the form that multiply', () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const fields = ['a', 'b', 'c', 'd'].map((name) => `${name}: { $ref: '#/$defs/l${level}' }`).join(', ');
      return `      l${level + 1}: { type: object, properties: { ${fields} } }`;
    });
    const text = withMistake('    $defs:\n', `    $defs:\n      l0: { type: string }\n${levels.join('\n')}\n`).replace(
      'name: { type: string, minLength: 1, maxLength: 100, x-title: { de: Rufname',
      "bomb: { $ref: '#/$defs/l20', x-title: { de: B, en: B } }\n          name: { type: string, minLength: 1, maxLength: 100, x-title: { de: Rufname",
    );
    expect(checkService(text, file)).toContainEqual({
      file,
      line: expect.any(Number),
      path: '/form/schema/$defs',
      problem: 'The schema of the form is too large.',
      mend: 'Split the form or use fewer references.',
    });
  });

  test('a file that is none: empty, a list, or two megabytes of anything', () => {
    expect(checkService('', file)[0]).toMatchObject({
      file,
      line: 1,
      path: '',
      problem: 'This must be a group of keys.',
    });
    expect(checkService('- 1\n- 2\n', file)[0]).toMatchObject({
      line: 1,
      path: '',
      problem: 'This must be a group of keys.',
    });
    expect(checkService('x'.repeat(2_000_000), file)).toEqual([
      { file, line: 1, path: '', problem: 'The file is too large.', mend: 'Keep it below 1048576 characters.' },
    ]);
  });
});
