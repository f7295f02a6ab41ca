import { isObject } from '@posthorn/protocol';
import type { Language, LocalizedText } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import type { UiElement, UiRule } from '../definition/ui-element.ts';
import { compiledForm } from './compiled-form.ts';

/** A page with its texts in one language. */
export interface LocalizedPage {
  id: string;
  title: string;
  description?: string;
  rule?: UiRule;
  ui: UiElement;
}

/** A form with its texts in one language, as JSON Forms takes it. */
export interface LocalizedForm {
  /** Without references; `title` and `description` in the language. */
  schema: FormSchema;
  /** For an app that goes from page to page by itself. */
  pages: LocalizedPage[];
  /** All pages at once: a JSON Forms `Categorization`. */
  uischema: {
    type: 'Categorization';
    elements: { type: 'Category'; label: string; rule?: UiRule; elements: UiElement[] }[];
  };
}

const localizedForms = new WeakMap<ServiceDefinition, Map<Language, LocalizedForm>>();

/**
 * The form of a service in a language. The texts stand in the service file as `x-title`, `x-description`, `x-label` and `x-text`
 * with one entry per language; here they become the `title`, `description`, `label` and `text` that JSON Forms shows.
 */
export function localizeForm(service: ServiceDefinition, language: Language): LocalizedForm {
  const byLanguage = localizedForms.get(service) ?? new Map<Language, LocalizedForm>();
  localizedForms.set(service, byLanguage);
  const known = byLanguage.get(language);
  if (known !== undefined) return known;

  const pages = service.form.pages.map((page): LocalizedPage => ({
    id: page.id,
    title: textIn(page.title, language),
    ...(page.description === undefined ? {} : { description: textIn(page.description, language) }),
    ...(page.rule === undefined ? {} : { rule: page.rule }),
    ui: localize(page.ui, language) as UiElement,
  }));
  const form: LocalizedForm = {
    schema: localize(compiledForm(service).schema, language) as FormSchema,
    pages,
    uischema: { type: 'Categorization', elements: pages.map(toCategory) },
  };
  byLanguage.set(language, form);
  return form;
}

/** A text in a language; German, the official language, where the text has no other. */
export function textIn(text: LocalizedText, language: string): string {
  return text[language] ?? text.de;
}

function toCategory({ title, rule, ui }: LocalizedPage): LocalizedForm['uischema']['elements'][number] {
  return { type: 'Category', label: title, ...(rule === undefined ? {} : { rule }), elements: [ui] };
}

const textKeys: Record<string, string> = {
  'x-title': 'title',
  'x-description': 'description',
  'x-label': 'label',
  'x-text': 'text',
};

function localize(value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((entry) => localize(entry, language));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'x-messages')
      .map(([key, entry]) => {
        const plain = textKeys[key];
        return plain === undefined
          ? [key, localize(entry, language)]
          : [plain, textIn(entry as LocalizedText, language)];
      }),
  );
}
