import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswersByService } from '../../../services/answer-types.ts';
import { parseService, readDefinition } from '../src/index.ts';
import type { FeeSchedule, FormSchema, ServiceDefinition, UiElement } from '../src/index.ts';

/** The services of the project. */
export type ServiceId = keyof AnswersByService;

const folder = join(import.meta.dirname, '..', '..', '..', 'services');

/** The data that lies beside the clone. */
export const sharedData: string = join(folder, '..', '..', 'shared', 'data');

/** The ids of all services in `services/`. */
export const serviceIds: ServiceId[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', '') as ServiceId);

/** The text of a service's file. */
export function serviceText(id: string): string {
  return readFileSync(join(folder, `${id}.yaml`), 'utf8');
}

/** A service of the project. */
export function loadService(id: string): ServiceDefinition {
  return parseService(serviceText(id), `services/${id}.yaml`);
}

/** The example answers to a service; each call gives a copy of its own. */
export function exampleAnswers<Id extends ServiceId>(id: Id): AnswersByService[Id] {
  return JSON.parse(readFileSync(join(folder, 'examples', `${id}.json`), 'utf8')) as AnswersByService[Id];
}

/** A small service for one aspect of a form. Fields without a title get their name. */
export function smallService(
  properties: Record<string, FormSchema>,
  elements: UiElement[],
  more: { required?: string[]; fees?: FeeSchedule; allOf?: FormSchema[] } = {},
): ServiceDefinition {
  const { fees, ...schema } = more;
  return readDefinition(
    {
      id: 'small',
      version: 1,
      leikaKey: '99102013002000',
      title: { de: 'Klein', en: 'Small' },
      summary: { de: 'Kleiner Dienst', en: 'A small service' },
      keywords: { de: ['klein'], en: ['small'] },
      legalBasis: [{ title: 'Gesetz über Beispiele' }],
      responsible: [{ agency: 'https://kiel.example', regions: ['01'] }],
      applicant: ['person'],
      form: {
        schema: { type: 'object', properties: titled(properties), ...schema },
        pages: [{ id: 'only', title: { de: 'Seite', en: 'Page' }, ui: { type: 'VerticalLayout', elements } }],
      },
      ...(fees === undefined ? {} : { fees }),
      steps: [{ id: 'check', title: { de: 'Prüfung', en: 'Check' }, status: 'in-progress' }],
      questions: {},
      retention: 'P1Y',
    },
    'small',
  );
}

/** A control for a field of the root, or of an item within a detail. */
export function control(name: string, more: Partial<UiElement> = {}): UiElement {
  return { type: 'Control', scope: `#/properties/${name.replaceAll('.', '/properties/')}`, ...more };
}

function titled(properties: Record<string, FormSchema>): Record<string, FormSchema> {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, withTitle(name, property)]));
}

function withTitle(name: string, schema: FormSchema): FormSchema {
  return {
    'x-title': { de: name, en: name },
    ...schema,
    ...(schema.properties === undefined ? {} : { properties: titled(schema.properties) }),
    ...(schema.items?.properties === undefined ? {} : { items: withTitle(name, schema.items) }),
  };
}
