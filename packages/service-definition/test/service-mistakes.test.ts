import { describe, expect, test } from 'vitest';
import { PosthornError } from '@posthorn/protocol';
import { checkService, parseService, readDefinition } from '../src/index.ts';
import { loadService, serviceText } from './services.ts';

const file = 'services/dog-registration.yaml';
const good = serviceText('dog-registration');

/** One mistake: what is put where, and what must then be said. `at` is text in the line that must be named. */
interface Mistake {
  from: string;
  to: string;
  path: string;
  at?: string;
  problem: RegExp | string;
  mend: RegExp | string;
}

function withMistake(from: string, to: string): string {
  expect(good, 'the text to be changed is in the file').toContain(from);
  return good.replace(from, () => to);
}

function expectMistake({ from, to, path, at, problem, mend }: Mistake): void {
  const text = withMistake(from, to);
  const found = checkService(text, file);
  const mistake = found.find((each) => each.path === path);
  expect(mistake, `a mistake at ${path} among ${JSON.stringify(found)}`).toBeDefined();
  expect(mistake?.file).toBe(file);
  expect(mistake?.problem).toMatch(problem);
  expect(mistake?.mend).toMatch(mend);
  if (at !== undefined) {
    const line = text.slice(0, text.indexOf(at)).split('\n').length;
    expect(mistake?.line).toBe(line);
  }
  expect(mistake?.line).toBeGreaterThan(0);
}

const dog = '/form/schema/properties/dog/properties';
const chip = `          chip:\n            type: string\n            pattern: '^[0-9]{15}$'`;

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
    const started = performance.now();
    expect(checkService(bomb, file)).toEqual([
      {
        file,
        line: 1,
        path: '',
        problem: 'The file has too many references (aliases).',
        mend: 'Write the parts out instead of referring to them with `*`.',
      },
    ]);
    expect(performance.now() - started).toBeLessThan(1000);
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

describe('the schema of the form', () => {
  test.each<[string, Mistake]>([
    [
      'a keyword that JSON Schema does not have',
      {
        from: chip,
        to: `${chip}\n            maxlength: 15`,
        path: `${dog}/chip/maxlength`,
        at: 'maxlength',
        problem: /Did you mean `maxLength`\?/,
        mend: /Known keys/,
      },
    ],
    [
      'a keyword with a value of the wrong type',
      {
        from: chip,
        to: `${chip}\n            maxLength: short`,
        path: `${dog}/chip/maxLength`,
        problem: 'This must be a whole number.',
        mend: /whole number/,
      },
    ],
    [
      'a type that JSON does not have',
      {
        from: 'chip:\n            type: string',
        to: 'chip:\n            type: text',
        path: `${dog}/chip/type`,
        problem: /none of the possible values/,
        mend: /`string`/,
      },
    ],
    [
      'no type',
      {
        from: 'chip:\n            type: string\n',
        to: 'chip:\n',
        path: `${dog}/chip/type`,
        at: 'chip:',
        problem: 'The field has no type.',
        mend: /type: string/,
      },
    ],
    [
      'a form that is no object',
      {
        from: '    type: object\n    additionalProperties: false\n    # A',
        to: '    type: array\n    additionalProperties: false\n    # A',
        path: '/form/schema/type',
        problem: /must be of type `object`/,
        mend: 'Write `type: object`.',
      },
    ],
    [
      'a field name with a dash',
      {
        from: '          colour: {',
        to: '          coat-colour: {',
        path: dog,
        problem: /names here is not possible/,
        mend: /begin with a letter/,
      },
    ],
    [
      'a pattern that is no regular expression',
      {
        from: "'^[0-9]{15}$'",
        to: "'^[0-9{15}$'",
        path: `${dog}/chip/pattern`,
        problem: /right form/,
        mend: /regular expression/,
      },
    ],
    [
      'a pattern that hostile text keeps busy',
      {
        from: "'^[0-9]{15}$'",
        to: "'^([0-9]+)+$'",
        path: `${dog}/chip/pattern`,
        problem: /busy for ever/,
        mend: /repetition inside a repetition/,
      },
    ],
    [
      'an unknown format',
      {
        from: 'type: string, format: email',
        to: 'type: string, format: e-mail',
        path: '/form/schema/properties/keeper/properties/email/format',
        problem: /Did you mean `email`\?/,
        mend: /`date`/,
      },
    ],
    [
      'an example that the field would refuse',
      {
        from: "examples: ['276098102345678']",
        to: "examples: ['276']",
        path: `${dog}/chip/examples/0`,
        problem: /does not fit the field itself/,
        mend: /Correct the value/,
      },
    ],
    [
      'a default that the field would refuse',
      {
        from: 'default: quarterly',
        to: 'default: monthly',
        path: '/form/schema/properties/payment/properties/interval/default',
        at: 'default: monthly',
        problem: /does not fit/,
        mend: /Correct the value/,
      },
    ],
    [
      'limits the wrong way round',
      {
        from: 'minLength: 10, maxLength: 4000',
        to: 'minLength: 5000, maxLength: 4000',
        path: '/form/schema/properties/safety/properties/incidents/minLength',
        problem: '`minLength` is above `maxLength`.',
        mend: /Lower the one/,
      },
    ],
    [
      'a default for a whole group',
      {
        from: '      keeping:\n        type: object',
        to: '      keeping:\n        type: object\n        default: {}',
        path: '/form/schema/properties/keeping/default',
        at: 'default: {}',
        problem: /no default of its own/,
        mend: /fields in it/,
      },
    ],
    [
      'a list without an end',
      {
        from: '        maxItems: 5\n        uniqueItems: true',
        to: '        uniqueItems: true',
        path: '/form/schema/properties/reliefProofs/maxItems',
        at: 'reliefProofs:',
        problem: 'The list has no end.',
        mend: /`maxItems`/,
      },
    ],
    [
      'a required field that does not exist',
      {
        from: 'required: [since, source',
        to: 'required: [sinse, source',
        path: '/form/schema/properties/keeping/required',
        problem: /no field `sinse` beside it\. Did you mean `since`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'a list of nothing',
      {
        from: "        items: { $ref: '#/$defs/proof' }\n",
        to: '',
        path: '/form/schema/properties/reliefProofs/items',
        problem: 'A list needs `items`.',
        mend: /`items`/,
      },
    ],
    [
      'a field without a title',
      {
        from: 'houseNumber: { type: string, minLength: 1, maxLength: 10, x-title: { de: Hausnummer, en: House number } }',
        to: 'houseNumber: { type: string, minLength: 1, maxLength: 10 }',
        path: '/form/schema/properties/keeper/properties/houseNumber/x-title',
        at: 'houseNumber: {',
        problem: 'The field has no title.',
        mend: /x-title/,
      },
    ],
    [
      'a choice without a text',
      {
        from: '- { const: ms, x-title: { de: Frau, en: Ms } }',
        to: '- { const: ms }',
        path: '/form/schema/properties/keeper/properties/salutation/oneOf/0/x-title',
        at: '- { const: ms }',
        problem: 'The choice has no text.',
        mend: /x-title/,
      },
    ],
    [
      'a choice that stands twice',
      {
        from: 'const: mr,',
        to: 'const: ms,',
        path: '/form/schema/properties/keeper/properties/salutation/oneOf/1/const',
        problem: /same choice is here twice/,
        mend: /own `const`/,
      },
    ],
    [
      'choices without any texts',
      {
        from: 'chip:\n            type: string',
        to: 'chip:\n            type: string\n            enum: [a, b]',
        path: `${dog}/chip/enum`,
        problem: /no texts/,
        mend: /oneOf/,
      },
    ],
    [
      'a message for a keyword that the field does not have',
      {
        from: 'x-messages: { pattern: { de: Die Chipnummer',
        to: 'x-messages: { patern: { de: Die Chipnummer',
        path: `${dog}/chip/x-messages/patern`,
        problem: /never shown.* Did you mean `pattern`\?/,
        mend: /keywords of the field/,
      },
    ],
    [
      'a reference that points nowhere',
      {
        from: "proof: { $ref: '#/$defs/proof', x-title: { de: Versicherungsschein",
        to: "proof: { $ref: '#/$defs/prof', x-title: { de: Versicherungsschein",
        path: '/form/schema/properties/insurance/properties/proof/$ref',
        problem: /no `prof` in `\$defs`\. Did you mean `proof`\?/,
        mend: /Known are `name`/,
      },
    ],
    [
      'a reference into another file',
      {
        from: "proof: { $ref: '#/$defs/proof', x-title: { de: Versicherungsschein",
        to: "proof: { $ref: 'other.yaml#/proof', x-title: { de: Versicherungsschein",
        path: '/form/schema/properties/insurance/properties/proof/$ref',
        problem: /right form/,
        mend: /reference into this file/,
      },
    ],
    [
      'a reference into itself',
      {
        from: '      name: { type: string, minLength: 1, maxLength: 200 }',
        to: "      name: { $ref: '#/$defs/name' }",
        path: '/form/schema/$defs',
        problem: 'A reference leads back to itself.',
        mend: /without recursion/,
      },
    ],
    [
      'a limit beside a reference',
      {
        from: "lastName: { $ref: '#/$defs/name',",
        to: "lastName: { $ref: '#/$defs/name', maxLength: 3,",
        path: '/form/schema/properties/keeper/properties/lastName/maxLength',
        problem: '`maxLength` cannot stand beside `$ref`.',
        mend: /Move it into/,
      },
    ],
    [
      'a file field without types and size',
      {
        from: '        format: posthorn-file\n        x-file: { accept: [application/pdf, image/jpeg, image/png], maxSize: 10485760 }',
        to: '        format: posthorn-file',
        path: '/form/schema/$defs/proof/x-file',
        problem: /does not say which files/,
        mend: /`accept`/,
      },
    ],
    [
      'a file field without a size',
      {
        from: 'x-file: { accept: [application/pdf, image/jpeg, image/png], maxSize: 10485760 }',
        to: 'x-file: { accept: [application/pdf] }',
        path: '/form/schema/$defs/proof/x-file/maxSize',
        problem: 'The key `maxSize` is missing.',
        mend: 'Add `maxSize`.',
      },
    ],
    [
      'a file field with a wrong media type',
      {
        from: 'x-file: { accept: [application/pdf,',
        to: 'x-file: { accept: [PDF,',
        path: '/form/schema/$defs/proof/x-file/accept/0',
        problem: /right form/,
        mend: /application\/pdf/,
      },
    ],
    [
      'file rules at a field that holds no file',
      {
        from: '        format: posthorn-file\n',
        to: '        format: uuid\n',
        path: '/form/schema/$defs/proof/x-file',
        problem: /holds no file/,
        mend: /posthorn-file/,
      },
    ],
    [
      'a date rule at a field that holds no date',
      {
        from: 'colour: { type: string, minLength: 1',
        to: 'colour: { type: string, x-date: { max: today }, minLength: 1',
        path: `${dog}/colour/x-date`,
        problem: /holds no date/,
        mend: /format: date/,
      },
    ],
    [
      'a date rule with a day that does not exist',
      {
        from: "x-date: { min: '1900-01-01', max: today }",
        to: "x-date: { min: '1900-13-01', max: today }",
        path: '/form/schema/properties/keeper/properties/birthDate/x-date/min',
        problem: 'There is no such day.',
        mend: /today/,
      },
    ],
    [
      'a keyword that means nothing for the type',
      {
        from: 'neutered: { type: boolean,',
        to: 'neutered: { type: boolean, maxLength: 3,',
        path: `${dog}/neutered/maxLength`,
        problem: '`maxLength` means nothing for the type `boolean`.',
        mend: /Remove it/,
      },
    ],
    [
      'a branch about a field that is not there',
      {
        from: `    properties:\n      keeper:`,
        to: `    allOf: [{ if: { properties: { reason: { const: born } } }, then: { required: [birthplace] } }]\n    properties:\n      keeper:`,
        path: '/form/schema/allOf/0/then/required',
        at: 'allOf: [',
        problem: /no field `birthplace` beside it/,
        mend: /Fields there are/,
      },
    ],
    [
      'a branch about a value that the field never has',
      {
        from: `    properties:\n      keeper:`,
        to: `    allOf: [{ if: { properties: { reason: { const: new } } }, then: { required: [remarks] } }]\n    properties:\n      keeper:`,
        path: '/form/schema/allOf/0/if/properties/reason/const',
        problem: /never has this value/,
        mend: /`new-dog`/,
      },
    ],
    [
      'a branch that lays out a file field',
      {
        from: `    properties:\n      keeper:`,
        to: `    allOf: [{ properties: { remarks: { x-file: { accept: [image/png], maxSize: 1 } } } }]\n    properties:\n      keeper:`,
        path: '/form/schema/allOf/0/properties/remarks/x-file',
        problem: /no effect here/,
        mend: /field itself/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));
});

describe('the pages', () => {
  const page = '/form/pages/2/ui/elements';
  const colour = "          - { type: Control, scope: '#/properties/dog/properties/colour' }\n";

  test.each<[string, Mistake]>([
    [
      'a scope that points nowhere',
      {
        from: "scope: '#/properties/dog/properties/colour'",
        to: "scope: '#/properties/dog/properties/color'",
        path: `${page}/8/scope`,
        at: 'properties/color',
        problem: /no field `color` there\. Did you mean `colour`\?/,
        mend: /Fields there are `name`/,
      },
    ],
    [
      'a scope of a wrong form',
      {
        from: "scope: '#/properties/dog/properties/colour'",
        to: 'scope: dog.colour',
        path: `${page}/8/scope`,
        at: 'dog.colour',
        problem: /right form/,
        mend: /#\/properties/,
      },
    ],
    [
      'a scope into the items of a list',
      {
        from: "scope: '#/properties/keeping/properties/otherDogs'",
        to: "scope: '#/properties/keeping/properties/otherDogs/properties/name'",
        path: '/form/pages/3/ui/elements/3/scope',
        problem: /no field `name` there/,
        mend: /Fields there are/,
      },
    ],
    [
      'a control without a scope',
      {
        from: colour,
        to: '          - { type: Control }\n',
        path: `${page}/8/scope`,
        at: '- { type: Control }',
        problem: /does not say which field/,
        mend: /Add `scope`/,
      },
    ],
    [
      'a field that no page shows',
      {
        from: colour,
        to: '',
        path: `${dog}/colour`,
        at: '          colour: {',
        problem: 'No page shows the field `colour`.',
        mend: /Add a Control/,
      },
    ],
    [
      'a field of an item that no detail shows',
      {
        from: "                  - { type: Control, scope: '#/properties/taxNumber' }\n",
        to: '',
        path: '/form/schema/properties/keeping/properties/otherDogs/items/properties/taxNumber',
        at: 'taxNumber:',
        problem: /No page shows the field `taxNumber`/,
        mend: /Add a Control/,
      },
    ],
    [
      'a scope in a detail that points nowhere',
      {
        from: "scope: '#/properties/taxNumber'",
        to: "scope: '#/properties/taxNr'",
        path: '/form/pages/3/ui/elements/3/options/detail/elements/2/scope',
        problem: /no field `taxNr` there/,
        mend: /Fields there are `name`, `keeper`, `taxNumber`/,
      },
    ],
    [
      'a detail for a field that is no list',
      {
        from: "- { type: Control, scope: '#/properties/reason', options: { format: radio } }",
        to: "- { type: Control, scope: '#/properties/reason', options: { detail: { type: Label, x-text: { de: a, en: a } } } }",
        path: '/form/pages/1/ui/elements/0/options/detail',
        problem: /Only a list has items/,
        mend: /`array`/,
      },
    ],
    [
      'an unknown type of element',
      {
        from: 'type: HorizontalLayout',
        to: 'type: Horizontal',
        path: '/form/pages/0/ui/elements/1/elements/0/type',
        problem: /none of the possible values/,
        mend: /`HorizontalLayout`/,
      },
    ],
    [
      'a group without a heading',
      {
        from: '            x-label: { de: Anschrift, en: Address }\n',
        to: '',
        path: '/form/pages/0/ui/elements/1/x-label',
        problem: 'The group has no heading.',
        mend: /x-label/,
      },
    ],
    [
      'a layout without elements',
      {
        from: colour,
        to: '          - { type: VerticalLayout }\n',
        path: `${page}/8/elements`,
        problem: 'A VerticalLayout needs elements.',
        mend: 'Add `elements`.',
      },
    ],
    [
      'a label without a text',
      {
        from: colour,
        to: `${colour}          - { type: Label }\n`,
        path: `${page}/9/x-text`,
        problem: 'The label has no text.',
        mend: /x-text/,
      },
    ],
    [
      'a control with elements',
      {
        from: colour,
        to: "          - { type: Control, scope: '#/properties/dog/properties/colour', elements: [{ type: Label, x-text: { de: a, en: a } }] }\n",
        path: `${page}/8/elements`,
        problem: 'A Control has no elements.',
        mend: /Group/,
      },
    ],
    [
      'a condition that points nowhere',
      {
        from: "condition: { scope: '#/properties/payment/properties/method'",
        to: "condition: { scope: '#/properties/payment/properties/methode'",
        path: '/form/pages/5/ui/elements/4/rule/condition/scope',
        at: 'properties/methode',
        problem: /no field `methode` there\. Did you mean `method`\?/,
        mend: /Fields there are `interval`/,
      },
    ],
    [
      'a condition about a value that the field never has',
      {
        from: 'schema: { const: sepa }',
        to: 'schema: { const: SEPA }',
        path: '/form/pages/5/ui/elements/4/rule/condition/schema/const',
        at: 'const: SEPA',
        problem: /never has this value\. Did you mean `sepa`\?/,
        mend: /`sepa`, `transfer`/,
      },
    ],
    [
      'a condition without a field',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema",
        to: 'condition: { schema',
        path: '/form/pages/5/ui/elements/4/rule/condition/scope',
        problem: /does not say which field/,
        mend: /Add `scope`/,
      },
    ],
    [
      'a condition that asks nothing',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { scope: '#/properties/payment/properties/method' }",
        path: '/form/pages/5/ui/elements/4/rule/condition',
        problem: /either `schema` or `expectedValue`/,
        mend: /Keep one/,
      },
    ],
    [
      'an expected value that the field never has',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { type: LEAF, scope: '#/properties/payment/properties/method', expectedValue: cash }",
        path: '/form/pages/5/ui/elements/4/rule/condition/expectedValue',
        problem: /never has this value/,
        mend: /`sepa`/,
      },
    ],
    [
      'conditions that are not joined',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { conditions: [{ scope: '#/properties/payment/properties/method', schema: { const: sepa } }] }",
        path: '/form/pages/5/ui/elements/4/rule/condition/type',
        problem: /how the conditions are joined/,
        mend: /`type: AND` or `type: OR`/,
      },
    ],
    [
      'an AND of nothing',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: 'condition: { type: AND }',
        path: '/form/pages/5/ui/elements/4/rule/condition/conditions',
        problem: '`AND` joins no conditions.',
        mend: /a list/,
      },
    ],
    [
      'an unknown effect',
      {
        from: 'rule: { effect: SHOW',
        to: 'rule: { effect: SHOWN',
        path: '/form/pages/1/ui/elements/1/rule/effect',
        problem: /Did you mean `SHOW`\?/,
        mend: /`HIDE`/,
      },
    ],
    [
      'rules that go in a circle',
      {
        from: "- { type: Control, scope: '#/properties/safety/properties/hasIncidents' }",
        to: "- { type: Control, scope: '#/properties/safety/properties/hasIncidents', rule: { effect: HIDE, condition: { scope: '#/properties/safety/properties/incidents', schema: { minLength: 20 } } } }",
        path: '/form/pages',
        problem: /circle: `safety\/hasIncidents` → `safety\/incidents` → `safety\/hasIncidents`/,
        mend: /only one of them/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));
});

describe('the fees', () => {
  const line =
    '    - label: { de: Hundesteuer für ein Jahr (gefährlicher Hund), en: Dog tax for one year (dangerous dog) }\n      amount: 60000\n';
  const label = line.split('\n')[0] ?? '';
  const list = "perItem: '#/properties/keeping/properties/otherDogs'";

  test.each<[string, Mistake]>([
    [
      'an amount in euros',
      {
        from: 'amount: 60000',
        to: 'amount: 600.5',
        path: '/fees/lines/3/amount',
        at: 'amount: 600.5',
        problem: 'This must be a whole number.',
        mend: /cents/,
      },
    ],
    [
      'another currency',
      {
        from: 'currency: EUR',
        to: 'currency: DKK',
        path: '/fees/currency',
        problem: /not possible/,
        mend: 'Write `EUR`.',
      },
    ],
    [
      'neither amount nor tiers',
      {
        from: line,
        to: `${label}\n`,
        path: '/fees/lines/3',
        problem: /either `amount` or `tiers`/,
        mend: 'Keep one of them.',
      },
    ],
    [
      'tiers of nothing',
      {
        from: 'amount: 60000',
        to: 'tiers: [{ amount: 1 }]',
        path: '/fees/lines/3',
        problem: /`tiers` and `of` belong together/,
        mend: /which number/,
      },
    ],
    [
      'tiers that do not rise',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ upTo: 5, amount: 1 }, { upTo: 5, amount: 2 }, { amount: 3 }]",
        path: '/fees/lines/3/tiers/1/upTo',
        problem: /do not rise/,
        mend: /lowest limit/,
      },
    ],
    [
      'a last tier with a limit',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ upTo: 5, amount: 1 }]",
        path: '/fees/lines/3/tiers/0',
        problem: 'The last tier has a limit.',
        mend: /last tier alone/,
      },
    ],
    [
      'a share without the amount above which it counts',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ amount: 1, basisPoints: 5 }]",
        path: '/fees/lines/3/tiers/0/above',
        problem: /`above` is missing/,
        mend: /Add `above`/,
      },
    ],
    [
      'a number of times that is no number',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      times: '#/properties/dog/properties/name'",
        path: '/fees/lines/3/times',
        problem: 'This field is no number.',
        mend: /`integer`/,
      },
    ],
    [
      'an unknown field',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      times: '#/properties/dog/properties/nome'",
        path: '/fees/lines/3/times',
        problem: /no field `nome` there\. Did you mean `name`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'items of a field that is no list',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      perItem: '#/properties/dog'",
        path: '/fees/lines/3/perItem',
        problem: 'This is no repeatable group.',
        mend: /`array`/,
      },
    ],
    [
      'items of an unknown field',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      perItem: '#/properties/dogs'",
        path: '/fees/lines/3/perItem',
        problem: /Did you mean `dog`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'an unknown field of an item',
      {
        from: 'amount: 60000',
        to: `amount: 60000\n      ${list}\n      times: '#/properties/age'`,
        path: '/fees/lines/3/times',
        problem: /no field `age` there/,
        mend: /`name`, `keeper`/,
      },
    ],
    [
      'a condition about an unknown field',
      {
        from: 'properties: { safety: { properties: { isDangerous: { const: true } }, required: [isDangerous] } }',
        to: 'properties: { safety: { properties: { dangerous: { const: true } } } }',
        path: '/fees/lines/3/when/properties/safety/properties/dangerous',
        problem: /no field `dangerous` there/,
        mend: /`isDangerous`/,
      },
    ],
    [
      'a condition that requires an unknown field',
      {
        from: 'required: [isDangerous]',
        to: 'required: [isDangerouss]',
        path: '/fees/lines/3/when/properties/safety/required',
        problem: /Did you mean `isDangerous`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'a condition about a value that the field never has',
      {
        from: 'relief: { enum: [shelter-dog,',
        to: 'relief: { enum: [shelterdog,',
        path: '/fees/lines/2/when/properties/relief/enum/0',
        problem: /Did you mean `shelter-dog`\?/,
        mend: /Its values are/,
      },
    ],
    [
      'a condition that refers to shared parts',
      {
        from: 'properties: { safety: { properties: { isDangerous: { const: true } }, required: [isDangerous] } }',
        to: "$ref: '#/$defs/name'",
        path: '/fees/lines/3/when/$ref',
        problem: /cannot refer to `\$defs`/,
        mend: /Write it out/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));
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
