import { describe, expect, test } from 'vitest';
import { evaluateAnswers } from '../src/index.ts';
import { control, exampleAnswers, loadService, smallService } from './services.ts';
import type { ServiceId } from './services.ts';

const now = new Date('2026-11-21T12:00:00Z');

/** The example with some answers changed, by path. */
function answersWith(id: ServiceId, changes: Record<string, unknown>): Record<string, unknown> {
  const answers: Record<string, unknown> = { ...exampleAnswers(id) };
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, answers);
    parent[last] = value;
  }
  return answers;
}

function problemAt(id: ServiceId, changes: Record<string, unknown>, language: 'de' | 'en' = 'de'): unknown[] {
  const { problems } = evaluateAnswers(loadService(id), answersWith(id, changes), { language, now });
  return problems.map(({ path, code, message }) => [path, code, message]);
}

describe('what a person reads', () => {
  test('when something is missing, depends on what it is', () => {
    const missing = {
      'keeper.lastName': undefined,
      'dog.sex': undefined,
      'insurance.proof': undefined,
      declaration: undefined,
    };
    expect(problemAt('dog-registration', missing)).toEqual([
      ['/keeper/lastName', 'required', 'Bitte füllen Sie dieses Feld aus.'],
      ['/dog/sex', 'required', 'Bitte wählen Sie eine Antwort aus.'],
      ['/insurance/proof', 'required', 'Bitte fügen Sie diese Unterlage bei.'],
      ['/declaration', 'required', 'Bitte bestätigen Sie diese Angabe.'],
    ]);
    expect(problemAt('dog-registration', missing, 'en').map((problem) => (problem as string[])[2])).toEqual([
      'Please fill in this field.',
      'Please choose an answer.',
      'Please attach this document.',
      'Please confirm this statement.',
    ]);
  });

  test('when a form of writing is wrong: the words of the service, or an example', () => {
    expect(problemAt('dog-registration', { 'dog.chip': '12345', 'keeper.phone': 'keins' })).toEqual([
      ['/keeper/phone', 'pattern', 'Bitte prüfen Sie die Schreibweise dieser Angabe. Beispiel: 0431 901-0'],
      ['/dog/chip', 'pattern', 'Die Chipnummer hat genau 15 Ziffern.'],
    ]);
  });

  test('when a date, an address or an account cannot be', () => {
    const changes = {
      'dog.birthDate': '2026-02-30',
      'keeper.email': 'frauke@',
      'payment.iban': 'DE89370400440532013001',
    };
    expect(problemAt('dog-registration', changes)).toEqual([
      ['/keeper/email', 'format', 'Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@example.de.'],
      ['/dog/birthDate', 'format', 'Bitte geben Sie ein gültiges Datum ein.'],
      ['/payment/iban', 'format', 'Bitte prüfen Sie die IBAN: Die Prüfziffer stimmt nicht.'],
    ]);
  });

  test('when a date lies where it must not: today is the day in Germany', () => {
    expect(problemAt('dog-registration', { 'dog.birthDate': '2026-11-22', 'keeper.birthDate': '1899-12-31' })).toEqual([
      ['/keeper/birthDate', 'date-min', 'Bitte geben Sie ein Datum ab dem 1. Januar 1900 ein.'],
      ['/dog/birthDate', 'date-max', 'Das Datum darf nicht in der Zukunft liegen.'],
    ]);
    const lateEvening = new Date('2026-11-21T23:30:00Z');
    const answers = answersWith('dog-registration', { 'dog.birthDate': '2026-11-22' });
    const { valid } = evaluateAnswers(loadService('dog-registration'), answers, { language: 'de', now: lateEvening });
    expect(valid).toBe(true);
  });

  test('when a number is out of its limits, written as in the language', () => {
    const changes = { 'turbines.0.hubHeight': 12, 'turbines.1.ratedPower': 60_000, 'turbines.2.easting': 1 };
    expect(problemAt('wind-park-permit', changes)).toEqual([
      ['/turbines/0/hubHeight', 'minimum', 'Bitte geben Sie mindestens 20 ein.'],
      ['/turbines/1/ratedPower', 'maximum', 'Bitte geben Sie höchstens 30.000 ein.'],
      ['/turbines/2/easting', 'minimum', 'Dieser Ort liegt nicht in Schleswig-Holstein (EPSG:25832).'],
    ]);
    expect(problemAt('wind-park-permit', { 'turbines.1.ratedPower': 60_000 }, 'en')).toEqual([
      ['/turbines/1/ratedPower', 'maximum', 'Please enter 30,000 or less.'],
    ]);
    expect(problemAt('housing-benefit', { 'rent.total': 512.345 })).toEqual([
      ['/rent/total', 'multiple-of', 'Bitte geben Sie höchstens zwei Stellen nach dem Komma ein.'],
    ]);
  });

  test('when there are too many or too few of something, or the same twice', () => {
    const detail = '0a0a0a0a-0000-4000-8000-000000000001';
    expect(problemAt('dog-registration', { reliefProofs: [detail, detail] })).toEqual([
      ['/reliefProofs', 'unique-items', 'Bitte nennen Sie jeden Eintrag nur einmal.'],
    ]);
    expect(problemAt('kindergarten-place', { wishes: [] })).toEqual([
      ['/wishes', 'min-items', 'Nennen Sie mindestens eine Kita.'],
    ]);
    const many = Array.from({ length: 6 }, (_, index) => ({ facility: `Kita ${index}` }));
    expect(problemAt('kindergarten-place', { wishes: many })).toEqual([
      ['/wishes', 'max-items', 'Bitte machen Sie höchstens 5 Einträge.'],
    ]);
  });

  test('when a choice is none of the choices, or a value of the wrong type', () => {
    const changes = { reason: 'because', 'dog.isLarge': 'ja', 'dog.name': 7, 'keeping.otherDogs': 'none' };
    expect(problemAt('dog-registration', changes)).toEqual([
      ['/reason', 'one-of', 'Bitte wählen Sie eine der Antworten aus.'],
      ['/dog/name', 'type', 'Bitte geben Sie einen Text ein.'],
      ['/dog/isLarge', 'type', 'Bitte antworten Sie mit Ja oder Nein.'],
      ['/keeping/otherDogs', 'type', 'Diese Angabe hat die falsche Form.'],
    ]);
  });

  test('when answers do not fit together', () => {
    const service = smallService(
      { minor: { type: 'boolean' }, guardian: { type: 'string' } },
      [control('minor'), control('guardian')],
      {
        allOf: [
          // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
          { if: { properties: { minor: { const: true } }, required: ['minor'] }, then: { required: ['guardian'] } },
          { not: { properties: { minor: { const: false } }, required: ['minor', 'guardian'] } },
        ],
      },
    );
    const missing = evaluateAnswers(service, { minor: true }, { language: 'en' });
    expect(missing.problems.map(({ path, code }) => [path, code])).toEqual([['/guardian', 'required']]);
    const tooMuch = evaluateAnswers(service, { minor: false, guardian: 'Ida' }, { language: 'en' });
    expect(tooMuch.problems.map(({ message }) => message)).toEqual(['These answers do not fit together.']);
  });
});

describe('what counts as an answer', () => {
  test('empty texts and null are no answers, defaults fill in', () => {
    const changes = { 'keeper.email': '', 'keeper.phone': null, 'payment.interval': undefined, relief: undefined };
    const answers = answersWith('dog-registration', changes);
    const { answers: kept, valid } = evaluateAnswers(loadService('dog-registration'), answers, { language: 'de', now });
    expect(valid).toBe(true);
    expect(kept).toMatchObject({ relief: 'none', payment: { interval: 'quarterly' } });
    expect(kept['keeper']).not.toHaveProperty('email');
    expect(kept['keeper']).not.toHaveProperty('phone');
  });

  test('the answers given stay as they were', () => {
    const answers = exampleAnswers('dog-registration');
    evaluateAnswers(loadService('dog-registration'), answers, { language: 'de', now });
    expect(answers).toEqual(exampleAnswers('dog-registration'));
  });

  test('fields that the form does not have are refused', () => {
    const changes = { 'dog.owner': 'me', '': 1 };
    expect(problemAt('dog-registration', changes)).toEqual([
      ['/', 'unknown-field', 'Diese Angabe ist im Formular nicht vorgesehen.'],
      ['/dog/owner', 'unknown-field', 'Diese Angabe ist im Formular nicht vorgesehen.'],
    ]);
  });
});
