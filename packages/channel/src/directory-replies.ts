import { isValid, PosthornError, type LocalizedText, type SchemaOf } from '@posthorn/protocol';
import type { Applicant, Region, SearchableEntry } from '@posthorn/service-definition';
import Type from 'typebox';

/** A line of the catalogue: what is needed for finding a service. Unsigned. */
export interface CatalogueEntry extends SearchableEntry {
  leikaKey: string;
  applicant: Applicant[];
  /** SHA-256 of the canonical definition (RFC 8785), lower-case hex. */
  sha256: string;
}

/** Who does a service in a region. Unsigned. */
export interface ResponsibleAgency {
  /** clientId */
  agency: string;
  service: { id: string; version: number };
  /** The ARS prefix that decided. */
  region: string;
}

const text = Type.String({ maxLength: 20_000 });
const texts = Type.Array(text);
const localized = Type.Unsafe<LocalizedText>({ type: 'object', required: ['de', 'en'], additionalProperties: text });

/** Something with a signature of its own. */
export const signedReply: SchemaOf<{ jws: string }> = Type.Object({ jws: Type.String() });

/** Several agencies. */
export const agenciesReply: SchemaOf<{ agencies: { clientId: string; jws: string }[] }> = Type.Object({
  agencies: Type.Array(Type.Object({ clientId: text, jws: Type.String() })),
});

/** The catalogue. */
export const catalogueReply: SchemaOf<{ entries: CatalogueEntry[] }> = Type.Object({
  entries: Type.Array(
    Type.Object({
      agency: text,
      id: text,
      version: Type.Integer(),
      title: localized,
      summary: localized,
      keywords: Type.Object({ de: texts, en: texts }),
      leikaKey: text,
      applicant: Type.Array(Type.Union([Type.Literal('person'), Type.Literal('company')])),
      regions: texts,
      sha256: text,
    }),
  ),
});

/** All regions. */
export const regionsReply: SchemaOf<{ regions: Region[] }> = Type.Object({
  regions: Type.Array(Type.Object({ ars: text, level: text, name: text, postcodes: texts })),
});

/** Who is responsible. */
export const responsibleReply: SchemaOf<ResponsibleAgency> = Type.Object({
  agency: text,
  service: Type.Object({ id: text, version: Type.Integer() }),
  region: text,
});

/** An answer of a directory, if it has the form that it should. */
export function asReply<T>(schema: SchemaOf<T>, reply: unknown): T {
  if (isValid(schema, reply)) return reply;
  throw new PosthornError('directory-unreachable', 'What answers at the address of the directory is no directory.', {
    mend: 'Check the address of the directory, or try again later.',
  });
}
