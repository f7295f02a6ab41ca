import type { Json, LocalizedText } from '@posthorn/protocol';

/** The types of JSON that a field of a form can have. */
export type FieldType = 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';

/** What a file field takes. */
export interface FileRule {
  /** Media types, e.g. `application/pdf`. Compared exactly, without parameters. */
  accept: string[];
  /** Bytes of one file. */
  maxSize: number;
}

/** Between which days a date must lie: an ISO date or `today`, both included. */
export interface DateRule {
  min?: string;
  max?: string;
}

/**
 * Where the person's own data may say what to answer: an area of a domain, and the place in its content. An app offers it with its
 * source and fills in nothing by itself.
 */
export interface DataRule {
  area: string;
  /** JSON pointer into the content. */
  pointer: string;
  /** clientId of the agency that has written it; any if left out. */
  domain?: string;
}

/**
 * The part of JSON Schema 2020-12 that the form of a service uses, with Posthorn's annotations (`x-…`): texts in several languages,
 * file and date rules. Any 2020-12 validator reads it; annotations it does not know are ignored by the standard.
 */
export interface FormSchema {
  $schema?: string;
  $id?: string;
  $comment?: string;
  $defs?: Record<string, FormSchema>;
  /** Only into the same file, e.g. `#/$defs/address`. */
  $ref?: string;
  type?: FieldType | FieldType[];
  properties?: Record<string, FormSchema>;
  required?: string[];
  additionalProperties?: boolean | FormSchema;
  minProperties?: number;
  maxProperties?: number;
  dependentRequired?: Record<string, string[]>;
  items?: FormSchema;
  contains?: FormSchema;
  minContains?: number;
  maxContains?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  enum?: Json[];
  const?: Json;
  oneOf?: FormSchema[];
  anyOf?: FormSchema[];
  allOf?: FormSchema[];
  not?: FormSchema;
  if?: FormSchema;
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then?: FormSchema;
  else?: FormSchema;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  default?: Json;
  examples?: Json[];
  readOnly?: boolean;
  title?: string;
  description?: string;
  'x-title'?: LocalizedText;
  'x-description'?: LocalizedText;
  /** Own wording of what is wrong, by the keyword that failed, e.g. `pattern`. */
  'x-messages'?: Record<string, LocalizedText>;
  'x-file'?: FileRule;
  'x-date'?: DateRule;
  'x-data'?: DataRule;
}
