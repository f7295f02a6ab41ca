import { expect, test } from 'vitest';
import { isVisible } from '@jsonforms/core';
import { localizeForm, ruleValidator } from '../src/index.ts';
import { loadService } from './services.ts';

const service = loadService('dog-registration');

test('a form speaks one language, with its references written out', () => {
  const german = localizeForm(service, 'de');
  const english = localizeForm(service, 'en');
  expect(german.schema.properties?.['keeper']?.properties?.['postcode']).toEqual({
    type: 'string',
    pattern: '^[0-9]{5}$',
    examples: ['24103'],
    title: 'Postleitzahl',
    'x-data': { area: 'residence', pointer: '/address/postcode' },
  });
  expect(english.schema.properties?.['dog']?.properties?.['sex']?.oneOf).toEqual([
    { const: 'female', title: 'Female' },
    { const: 'male', title: 'Male' },
  ]);
  expect(german.pages.map(({ title }) => title).slice(0, 3)).toEqual(['Halterin oder Halter', 'Anlass', 'Hund']);
  expect(english.pages[0]?.ui.elements?.[1]).toMatchObject({ type: 'Group', label: 'Address' });
});

test('as one JSON Forms UI schema it has a category for each page', () => {
  const { uischema, pages } = localizeForm(service, 'en');
  expect(uischema.type).toBe('Categorization');
  expect(uischema.elements).toHaveLength(pages.length);
  expect(uischema.elements[0]).toMatchObject({ type: 'Category', label: 'Keeper', elements: [pages[0]?.ui] });
});

test('the same service gives the same form, so that views need not render again', () => {
  expect(localizeForm(service, 'de')).toBe(localizeForm(service, 'de'));
});

test('file rules stay for the renderer', () => {
  const { schema } = localizeForm(service, 'de');
  expect(schema.properties?.['insurance']?.properties?.['proof']).toMatchObject({
    format: 'posthorn-file',
    'x-file': { accept: ['application/pdf', 'image/jpeg', 'image/png'], maxSize: 10_485_760 },
  });
});

test('JSON Forms asks the same validator about the rules as evaluation does', () => {
  const sepa = localizeForm(service, 'de').pages[5]?.ui.elements?.[4];
  if (sepa === undefined) throw new Error('The page has fewer elements than expected.');
  const element = sepa as unknown as Parameters<typeof isVisible>[0];
  expect(isVisible(element, { payment: { method: 'sepa' } }, '', ruleValidator, undefined)).toBe(true);
  expect(isVisible(element, { payment: {} }, '', ruleValidator, undefined)).toBe(false);
});
