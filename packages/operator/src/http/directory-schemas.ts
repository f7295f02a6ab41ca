import { Type, type TObject, type TSchema, type TString, type TInteger, type TOptional } from 'typebox';

/** An agency in a path: percent-encoded there, decoded here. */
export const clientId: TString = Type.String({ maxLength: 255, pattern: '^https?://[^\\s\\u0000-\\u001f\\u007f]+$' });

/** Id of a service. */
export const serviceId: TString = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' });

/** `?version=` of a service. */
export const versionQuery: TObject<{ version: TOptional<TInteger> }> = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
});

/** `?service=&region=` */
export const responsibleQuery: TObject<{ service: TString; region: TString }> = Type.Object({
  service: serviceId,
  region: Type.String({ pattern: '^[0-9]{2,12}$', description: 'ARS, 2 to 12 digits' }),
});

const localizedText = Type.Object({ de: Type.String(), en: Type.String() }, { additionalProperties: Type.String() });

/** An agency as anyone reads it. */
export const agencyReply: TSchema = Type.Object({
  clientId: Type.String(),
  displayName: localizedText,
  jwk: Type.Object({}, { additionalProperties: true }),
  matrix: Type.Object({ userId: Type.String(), masterKey: Type.String() }),
  jws: Type.String({ description: 'The signed registration: verify it, and believe only that' }),
});

/** All agencies. */
export const agenciesReply: TSchema = Type.Object({ agencies: Type.Array(agencyReply) });

/** All services in their newest version, without their forms. */
export const catalogueReply: TSchema = Type.Object({
  entries: Type.Array(
    Type.Object({
      agency: Type.String(),
      id: Type.String(),
      version: Type.Integer(),
      title: localizedText,
      summary: localizedText,
      keywords: Type.Object({ de: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
      leikaKey: Type.String(),
      applicant: Type.Array(Type.String()),
      regions: Type.Array(Type.String(), { description: 'ARS prefixes' }),
      sha256: Type.String({ description: 'Of the canonical definition (RFC 8785)' }),
    }),
  ),
});

/** A service as its agency signed it. */
export const serviceReply: TSchema = Type.Object({ jws: Type.String({ description: 'SERVICE_PUBLICATION' }) });

/** Who does a service in a region. */
export const responsibleReply: TSchema = Type.Object({
  agency: Type.String(),
  service: Type.Object({ id: Type.String(), version: Type.Integer() }),
  region: Type.String({ description: 'The ARS prefix that decided' }),
});

/** All regions. */
export const regionsReply: TSchema = Type.Object({
  regions: Type.Array(
    Type.Object({
      ars: Type.String(),
      level: Type.String(),
      name: Type.String(),
      postcodes: Type.Array(Type.String()),
    }),
  ),
});
