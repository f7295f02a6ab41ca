import type { OpenedDocument, Person } from '@posthorn/citizen';
import type { Json } from '@posthorn/protocol';
import { evaluateAnswers, type DataRule, type FormSchema } from '@posthorn/service-definition';
import { valueAt, withValue } from './answers.ts';
import type { Application, DataSource } from './application.ts';

/** A value of the person's own data that fits a field. */
export interface Offer {
  /** Of the field, in the answers. */
  pointer: string;
  /** Of the field, in the person's language. */
  title: string;
  schema: FormSchema;
  value: Json;
  source: DataSource;
}

/** What the person's own data has for a form. */
export interface OwnData {
  offers: Offer[];
  /** Names of services whose data is there but not proven to be theirs: nothing of it is offered. */
  unproven: string[];
}

interface DataField {
  pointer: string;
  schema: FormSchema;
  rule: DataRule;
}

/** Looks for the person's own data that the fields of a form name. Reads nothing that no field names. */
export async function findOwnData(person: Person, application: Application): Promise<OwnData> {
  const fields = dataFields(application.form.schema, '');
  if (fields.length === 0) return { offers: [], unproven: [] };
  const { documents, connections } = await person.data.overview();
  const nameOf = (domain: string): string =>
    connections.find(({ service }) => service.id === domain)?.service.name ?? domain;
  const wanted = documents
    .filter(({ sealedToMe, ...place }) => sealedToMe && fields.some(({ rule }) => isMeant(rule, place)))
    .toSorted((a, b) => b.changedAt.getTime() - a.changedAt.getTime());
  const offers = new Map<string, Offer>();
  const unproven = new Set<string>();
  for (const { domain, area } of wanted) {
    const document = await person.data.read(domain, area);
    if (document === null) continue;
    if (!document.writer.verified || !document.writer.bound) {
      unproven.add(nameOf(domain));
      continue;
    }
    for (const offer of offersOf(document, fields, application, nameOf(domain))) {
      if (!offers.has(offer.pointer)) offers.set(offer.pointer, offer);
    }
  }
  return { offers: [...offers.values()], unproven: [...unproven] };
}

function offersOf(document: OpenedDocument, fields: DataField[], application: Application, name: string): Offer[] {
  return fields.flatMap(({ pointer, schema, rule }) => {
    if (!isMeant(rule, document)) return [];
    const value = valueAt(document.content, rule.pointer);
    if (value === undefined || !fits(application, pointer, value)) return [];
    return [{ pointer, title: schema.title ?? '', schema, value, source: { name, at: document.writer.signedAt } }];
  });
}

function isMeant({ area, domain }: DataRule, place: { domain: string; area: string }): boolean {
  return area === place.area && (domain === undefined || domain === place.domain);
}

/** By the rules by which the agency will judge it. */
function fits({ draft, language }: Application, pointer: string, value: Json): boolean {
  const { problems } = evaluateAnswers(draft.definition, withValue({}, pointer, value), { language });
  return typeof value !== 'object' && problems.every(({ path }) => path !== pointer);
}

/** The fields that say where their value may come from; those of repeatable groups have no fixed place. */
function dataFields(schema: FormSchema, base: string): DataField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const pointer = `${base}/${name}`;
    const rule = property['x-data'];
    return [...(rule === undefined ? [] : [{ pointer, schema: property, rule }]), ...dataFields(property, pointer)];
  });
}
