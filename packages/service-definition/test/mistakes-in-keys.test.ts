import { PosthornError } from '@posthorn/protocol';
import { describe, expect, test } from 'vitest';
import { checkService, parseService, readDefinition } from '../src/index.ts';
import { expectMistake, file, good, withMistake } from './mistakes.ts';
import type { Mistake } from './mistakes.ts';
import { loadService } from './services.ts';

describe('keys and values', () => {
  test.each<[string, Mistake]>([
    [
      'an unknown key',
      {
        from: 'retention: P10Y',
        to: 'retention: P10Y\nretenshun: P1Y',
        path: '/retenshun',
        at: 'retenshun',
        problem: /no key `retenshun` here\. Did you mean `retention`\?/,
        mend: /Known keys here are `id`/,
      },
    ],
    [
      'an unknown key deep inside',
      {
        from: 'options: { format: radio }',
        to: 'optoins: { format: radio }',
        path: '/form/pages/1/ui/elements/0/optoins',
        at: 'optoins',
        problem: /Did you mean `options`\?/,
        mend: /Known keys/,
      },
    ],
    [
      'a missing key',
      {
        from: 'retention: P10Y\n',
        to: '',
        path: '/retention',
        problem: 'The key `retention` is missing.',
        mend: /ISO 8601 duration/,
      },
    ],
    [
      'a missing language',
      {
        from: 'title: { de: Hund anmelden, en: Register a dog }',
        to: 'title: { de: Hund anmelden }',
        path: '/title/en',
        at: 'title: { de: Hund',
        problem: 'The English text is missing.',
        mend: 'Add `en: …` with the text in English.',
      },
    ],
    [
      'one text for all languages',
      {
        from: 'title: { de: Hund anmelden, en: Register a dog }',
        to: 'title: Hund anmelden',
        path: '/title',
        at: 'title: Hund',
        problem: /one text instead of one in each language/,
        mend: /`de: …` and `en: …`/,
      },
    ],
    [
      'a text torn apart by a comma',
      {
        from: 'en: Register a dog }',
        to: 'en: Register a dog, now here }',
        path: '/title/now here',
        problem: /no key `now here`/,
        mend: 'Put a text with a comma in quotes.',
      },
    ],
    [
      'an empty text',
      { from: 'en: Register a dog }', to: "en: '' }", path: '/title/en', problem: /too little/, mend: /At least 1/ },
    ],
    [
      'an id in capitals',
      {
        from: 'id: dog-registration',
        to: 'id: DogRegistration',
        path: '/id',
        at: 'id: DogR',
        problem: /right form/,
        mend: /kebab case/,
      },
    ],
    [
      'a version that is no whole number',
      {
        from: 'version: 1',
        to: 'version: 1.5',
        path: '/version',
        problem: 'This must be a whole number.',
        mend: /whole number from 1/,
      },
    ],
    [
      'a LeiKa key without quotes',
      {
        from: "leikaKey: '99102013002000'",
        to: 'leikaKey: 99102013002000',
        path: '/leikaKey',
        at: 'leikaKey',
        problem: /number where a text must be/,
        mend: /quotes/,
      },
    ],
    [
      'a LeiKa key with 13 digits',
      {
        from: "leikaKey: '99102013002000'",
        to: "leikaKey: '9910201300200'",
        path: '/leikaKey',
        problem: /right form/,
        mend: /14 digits/,
      },
    ],
    [
      'an ARS without quotes',
      {
        from: "regions: ['010010000000']",
        to: 'regions: [010010000000]',
        path: '/responsible/1/regions/0',
        problem: /number where a text must be/,
        mend: /quotes/,
      },
    ],
    [
      'an ARS of 7 digits',
      {
        from: "regions: ['010010000000']",
        to: "regions: ['0100100']",
        path: '/responsible/1/regions/0',
        at: "regions: ['0100100']",
        problem: /right form/,
        mend: /ARS/,
      },
    ],
    [
      'a region that two agencies claim',
      {
        from: "regions: ['010010000000']",
        to: "regions: ['010020000000']",
        path: '/responsible/1/regions/0',
        problem: /Two agencies are responsible for the region `010020000000`/,
        mend: 'Name each region once.',
      },
    ],
    [
      'an agency that is no address',
      {
        from: 'agency: https://kiel.example',
        to: 'agency: kiel',
        path: '/responsible/0/agency',
        problem: /right form/,
        mend: /https/,
      },
    ],
    [
      'an unknown kind of applicant',
      {
        from: 'applicant: [person]',
        to: 'applicant: [persons]',
        path: '/applicant/0',
        problem: /none of the possible values. Did you mean `person`\?/,
        mend: /`person`, `company`/,
      },
    ],
    [
      'nobody who may apply',
      {
        from: 'applicant: [person]',
        to: 'applicant: []',
        path: '/applicant',
        problem: /too little/,
        mend: /At least 1/,
      },
    ],
    [
      'no words to be found under',
      {
        from: 'en: [dog, dogs',
        to: 'en: [] # [dog, dogs',
        path: '/keywords/en',
        problem: /too little/,
        mend: /people look for/,
      },
    ],
    [
      'a retention time in words',
      {
        from: 'retention: P10Y',
        to: 'retention: ten years',
        path: '/retention',
        at: 'retention: ten',
        problem: /right form/,
        mend: /ISO 8601/,
      },
    ],
    [
      'a step with an unknown status',
      {
        from: 'status: in-progress',
        to: 'status: in-progres',
        path: '/steps/0/status',
        problem: /Did you mean `in-progress`\?/,
        mend: /`submitted`, `received`/,
      },
    ],
    [
      'two steps with one id',
      {
        from: '{ id: ask, title',
        to: '{ id: check, title',
        path: '/steps/1/id',
        problem: 'The id `check` is here twice.',
        mend: 'Give each its own id.',
      },
    ],
    [
      'two document kinds with one id',
      { from: '- id: photo', to: '- id: insurance-policy', path: '/documents/2/id', problem: /twice/, mend: /own id/ },
    ],
    [
      'two pages with one id',
      {
        from: '- id: keeping',
        to: '- id: dog',
        path: '/form/pages/3/id',
        problem: /twice/,
        mend: 'Give each page its own id.',
      },
    ],
    [
      'two choices of a question with one code',
      {
        from: 'code: pick-up',
        to: 'code: by-post',
        path: '/questions/tag-delivery/choices/1/code',
        problem: 'The code `by-post` is here twice.',
        mend: /programs tell answers apart/,
      },
    ],
    [
      'a question with one choice only',
      {
        from: '      - { code: pick-up, text: { de: Ich hole sie im Rathaus ab, en: I will collect it at the town hall } }\n',
        to: '',
        path: '/questions/tag-delivery/choices',
        problem: /too little/,
        mend: /At least 2/,
      },
    ],
    [
      'a question with a name in capitals',
      { from: '  tag-delivery:', to: '  TagDelivery:', path: '/questions', problem: /One of the names/, mend: /.+/ },
    ],
    [
      'a document without media types',
      {
        from: 'accept: [image/jpeg, image/png]\n    maxSize: 5242880',
        to: 'accept: []\n    maxSize: 5242880',
        path: '/documents/2/accept',
        problem: /too little/,
        mend: /At least 1/,
      },
    ],
    [
      'a document larger than possible',
      {
        from: 'maxSize: 5242880',
        to: 'maxSize: 5242880000',
        path: '/documents/2/maxSize',
        problem: 'This number is too large.',
        mend: /at most/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));

  test('a file that is not named after its service', () => {
    expect(checkService(good, 'services/dogs.yaml')).toEqual([
      {
        file: 'services/dogs.yaml',
        line: 2,
        path: '/id',
        problem: 'The file is named `dogs.yaml`, the service `dog-registration`.',
        mend: 'Rename the file to `dog-registration.yaml`.',
      },
    ]);
  });
});

test('a file with several mistakes: all are listed, the error speaks of the first', () => {
  const text = withMistake('version: 1', 'version: none').replace('retention: P10Y', 'retention: never');
  let error: unknown;
  try {
    parseService(text, file);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(PosthornError);
  expect(error).toMatchObject({
    code: 'service-invalid',
    message: 'services/dog-registration.yaml:3:/version This must be a whole number. (and 1 more)',
    mend: 'Write a whole number from 1 that rises with each change.',
    details: { problems: [{ line: 3, path: '/version' }, { path: '/retention' }] },
  });
});

test('a service from a directory is checked the same way, without lines', () => {
  const service = loadService('dog-registration');
  expect(readDefinition(JSON.parse(JSON.stringify(service)), 'the directory')).toEqual(service);
  const { leikaKey: _, ...incomplete } = service;
  expect(() => readDefinition(incomplete, 'the directory')).toThrow(
    'the directory:/leikaKey The key `leikaKey` is missing.',
  );
});
