import { describe, test } from 'vitest';
import { expectMistake } from './mistakes.ts';
import type { Mistake } from './mistakes.ts';

const dog = '/form/schema/properties/dog/properties';
const chip = `          chip:\n            type: string\n            pattern: '^[0-9]{15}$'`;

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
        from: 'houseNumber: { type: string, minLength: 1, maxLength: 10, x-title: { de: Hausnummer, en: House number },',
        to: 'houseNumber: { type: string, minLength: 1, maxLength: 10,',
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
      'a source of data at a file field',
      {
        from: '        format: posthorn-file\n',
        to: '        format: posthorn-file\n        x-data: { area: residence, pointer: /paper }\n',
        path: '/form/schema/$defs/proof/x-data',
        problem: /holds no files/,
        mend: /Remove/,
      },
    ],
    [
      'a source of data without a JSON pointer',
      {
        from: 'x-data: { area: residence, pointer: /firstName }',
        to: 'x-data: { area: residence, pointer: firstName }',
        path: '/form/schema/properties/keeper/properties/firstName/x-data/pointer',
        problem: 'This does not have the right form.',
        mend: /JSON pointer/,
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
