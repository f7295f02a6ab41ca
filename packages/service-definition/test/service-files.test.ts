import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkService, evaluateAnswers, filePlaces, fileRuleAt, localizeForm } from '../src/index.ts';
import { exampleAnswers, loadService, serviceIds, serviceText, sharedData } from './services.ts';

const now = new Date('2026-11-21T12:00:00Z');

describe.each(serviceIds)('the service %s', (id) => {
  test('has no mistakes in its file', () => {
    expect(checkService(serviceText(id), `services/${id}.yaml`)).toEqual([]);
  });

  test('is in the LeiKa catalogue', () => {
    const catalogue = readFileSync(join(sharedData, 'services-leika.csv'), 'utf8');
    expect(catalogue).toContain(`\n${loadService(id).leikaKey},`);
  });

  test('accepts its example, and evaluating that again changes nothing', () => {
    const service = loadService(id);
    const attachments = filePlaces(service, exampleAnswers(id)).map(({ id: attachment, path, rule }) => ({
      id: attachment,
      field: path,
      mediaType: rule.accept[0] ?? '',
      size: rule.maxSize,
    }));
    for (const language of ['de', 'en'] as const) {
      const first = evaluateAnswers(service, exampleAnswers(id), { language, attachments, now });
      expect(first.problems).toEqual([]);
      expect(first.answers).toEqual(exampleAnswers(id));
      expect(evaluateAnswers(service, first.answers, { language, attachments, now })).toEqual(first);
    }
  });

  test('asks for everything it needs when nothing is filled in, each on a page that is shown', () => {
    const { problems, pages, valid } = evaluateAnswers(loadService(id), {}, { language: 'de', now });
    expect(valid).toBe(false);
    expect(problems.length).toBeGreaterThan(5);
    for (const { page, message } of problems) {
      expect(pages).toContain(page);
      expect(message).toMatch(/^Bitte /);
    }
  });

  test('has every text in both languages', () => {
    const service = loadService(id);
    for (const language of ['de', 'en'] as const) {
      expect(JSON.stringify(localizeForm(service, language))).not.toContain('"x-title"');
    }
  });
});

test('a file field says what it takes', () => {
  const windPark = loadService('wind-park-permit');
  expect(fileRuleAt(windPark, '/reports/noise/0')).toEqual({ accept: ['application/pdf'], maxSize: 52_428_800 });
  expect(fileRuleAt(windPark, '/company/name')).toBeUndefined();
});
