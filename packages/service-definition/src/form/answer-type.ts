import type { FormSchema } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import { compiledForm } from './compiled-form.ts';
import { controlTree } from './control-tree.ts';
import type { ControlNode } from './control-tree.ts';

/**
 * TypeScript source of the type of valid answers to a service: `export interface DogRegistrationAnswers { … }`. A field that a rule may
 * hide is optional even where the form requires it.
 */
export function answerType(service: ServiceDefinition): string {
  const controls = controlTree(service.form.pages);
  const comment = `/** Valid answers to \`${service.id}\`: ${service.title.en}. Generated from its service file. */`;
  return `${comment}\nexport interface ${answerTypeName(service.id)} ${objectType(compiledForm(service).schema, controls, '')}\n`;
}

/** The name of the type of a service's answers: `dog-registration` → `DogRegistrationAnswers`. */
export function answerTypeName(id: string): string {
  const words = id.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Answers`;
}

function objectType(schema: FormSchema, controls: readonly ControlNode[], indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const within = controls.filter(({ segments }) => segments[0] === name);
    const mayHide = within.length > 0 && within.every(({ rules }) => rules.length > 0);
    const isCertain = (schema.required?.includes(name) ?? false) && !mayHide;
    const comment =
      property['x-title'] === undefined ? '' : `${inner}/** ${property['x-title'].en.replaceAll('*/', '* /')} */\n`;
    const next = withinGroup(within);
    return `${comment}${inner}${name}${isCertain ? '' : '?'}: ${typeOf(property, next, inner)};`;
  });
  return `{\n${members.join('\n')}\n${indent}}`;
}

/** The controls as seen from within a group: a rule that hides the whole group says nothing about a field in it. */
function withinGroup(controls: readonly ControlNode[]): ControlNode[] {
  const shared = (controls[0]?.rules ?? []).filter((rule) => controls.every(({ rules }) => rules.includes(rule)));
  return controls.map((control) => ({
    ...control,
    segments: control.segments.slice(1),
    rules: control.rules.filter((rule) => !shared.includes(rule)),
  }));
}

function typeOf(schema: FormSchema, controls: readonly ControlNode[], indent: string): string {
  const choices = schema.oneOf?.map((choice) => choice.const) ?? schema.enum;
  if (choices?.every((choice) => choice !== undefined) === true) return union(choices);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.type === 'object') return objectType(schema, controls, indent);
  if (schema.type === 'array') {
    const item = typeOf(
      schema.items ?? {},
      controls.flatMap(({ items }) => items),
      indent,
    );
    return item.includes('|') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'integer') return 'number';
  return typeof schema.type === 'string' ? schema.type : 'unknown';
}

function union(values: readonly unknown[]): string {
  return values.map(literal).join(' | ');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'` : JSON.stringify(value);
}
