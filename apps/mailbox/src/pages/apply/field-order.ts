import type { FormSchema, UiElement } from '@posthorn/service-definition';

/** A field as a page shows it. */
export interface ShownField {
  pointer: string;
  schema: FormSchema;
  element: UiElement;
}

/** The fields that an element shows, in their order. @param base where its scopes begin in the answers */
export function fieldsOf(element: UiElement, schema: FormSchema, base = ''): ShownField[] {
  if (element.type === 'Control') {
    const names = (element.scope ?? '#')
      .split('/')
      .slice(1)
      .filter((_, index) => index % 2 === 1);
    const field = names.reduce<FormSchema>((outer, name) => outer.properties?.[name] ?? {}, schema);
    return [{ pointer: [base, ...names].join('/'), schema: field, element }];
  }
  return (element.elements ?? []).flatMap((child) => fieldsOf(child, schema, base));
}

/** The title of the field at a place: `2. Sorgeberechtigte: Vornamen` for one in a list. */
export function titleAt(schema: FormSchema, pointer: string): string {
  let field: FormSchema = schema;
  let list = '';
  for (const segment of pointer.split('/').slice(1)) {
    if (field.type === 'array') {
      list = `${list}${Number(segment) + 1}. ${field.title ?? ''}: `;
      field = field.items ?? {};
    } else field = field.properties?.[segment] ?? {};
  }
  return field.title === undefined ? list.replace(/: $/, '') : `${list}${field.title}`;
}
