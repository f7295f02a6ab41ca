import { createHash } from 'node:crypto';
import { parseService, type ServiceDefinition } from '@posthorn/service-definition';

/** A small service with everything that a gateway has to look at: a hidden field, a file, a fee, a question, a document. */
export function pondPermit(agency: string): ServiceDefinition {
  return parseService(text.replace('AGENCY', agency).replace('REGION', regionOf(agency)), 'pond-permit.yaml');
}

/** A region for an agency alone: agencies of all stories share one directory, in which each region has one agency for a service. */
export function regionOf(agency: string): string {
  return `01${BigInt(`0x${createHash('sha256').update(agency).digest('hex')}`) % 10n ** 10n}`.padEnd(12, '0');
}

/** Names of people, as the form asks for them: 200 characters and any script. */
export const pondAnswers: { name: string; hasFish: boolean; fish?: string; plan?: string } = {
  name: 'Ada Teich',
  hasFish: false,
};

const text = `
id: pond-permit
version: 1
leikaKey: '99000000000001'
title: { de: Teich anlegen, en: Dig a pond }
summary: { de: Eine Genehmigung für einen Teich., en: A permit for a pond. }
keywords: { de: [Teich], en: [pond] }
legalBasis: [{ title: Teichordnung }]
responsible: [{ agency: 'AGENCY', regions: ['REGION'] }]
applicant: [person]
form:
  schema:
    type: object
    additionalProperties: false
    required: [name, hasFish, fish]
    properties:
      name: { type: string, minLength: 1, maxLength: 200, x-title: { de: Name, en: Name } }
      hasFish: { type: boolean, x-title: { de: Fische?, en: Fish? } }
      fish: { type: string, minLength: 1, maxLength: 2000, x-title: { de: Welche Fische?, en: Which fish? } }
      plan:
        type: string
        format: posthorn-file
        x-file: { accept: [application/pdf, image/png], maxSize: 200000 }
        x-title: { de: Plan, en: Plan }
  pages:
    - id: pond
      title: { de: Teich, en: Pond }
      ui:
        type: VerticalLayout
        elements:
          - { type: Control, scope: '#/properties/name' }
          - { type: Control, scope: '#/properties/hasFish' }
          - type: Control
            scope: '#/properties/fish'
            rule: { effect: SHOW, condition: { scope: '#/properties/hasFish', schema: { const: true } } }
          - { type: Control, scope: '#/properties/plan' }
fees:
  currency: EUR
  lines: [{ label: { de: Gebühr, en: Fee }, amount: 5000 }]
steps:
  - { id: check, title: { de: Prüfung, en: Check }, status: in-progress }
  - { id: decided, title: { de: Entscheidung, en: Decision }, status: decided }
questions:
  fence:
    text: { de: Bekommt der Teich einen Zaun?, en: Will the pond get a fence? }
    choices:
      - { code: 'fence-yes', text: { de: Ja, en: 'Yes' } }
      - { code: 'fence-no', text: { de: Nein, en: 'No' } }
  plants:
    text: { de: Welche Pflanzen?, en: Which plants? }
    multiple: true
    choices:
      - { code: lily, text: { de: Seerose, en: Water lily } }
      - { code: reed, text: { de: Schilf, en: Reed } }
documents:
  - id: sketch
    title: { de: Eine Skizze des Teichs, en: A sketch of the pond }
    accept: [application/pdf, image/png]
    maxSize: 100000
retention: P3Y
`;
