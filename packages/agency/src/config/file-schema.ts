import Type, { type TSchema } from 'typebox';
import { Check, Errors } from 'typebox/schema';
import { isPosthornError, type Json, type LocalizedText } from '@posthorn/protocol';
import { expiryOf } from '../data/expiry.ts';
import { assertSchema } from '../data/schemas.ts';
import type { PermissionWish } from '../data/wishes.ts';
import { permissionList } from './permission-schema.ts';

/** An agency's configuration file. Paths are relative to the file. */
export interface ConfigFile {
  clientId: string;
  names: LocalizedText;
  description?: LocalizedText;
  homeserver: string;
  directory: string;
  user: string;
  password?: string;
  passwordFile?: string;
  signingKeyFile?: string;
  storage: { folder: string; key?: string; keyFile?: string };
  services: string[];
  handlers?: string;
  web?: { url?: string; port: number | string; listen?: string; trustedProxies?: string[] };
  permissions?: PermissionWish[];
  limits?: { fileSize?: number; applicationSize?: number };
}

const text: TSchema = Type.String({ minLength: 1 });
const localized: TSchema = Type.Object({ de: text, en: text }, { additionalProperties: text });
const url: TSchema = Type.String({ pattern: '^https?://[^\\s]+$' });
const closed: { additionalProperties: false } = { additionalProperties: false };
const bytes: TSchema = Type.Integer({ minimum: 1 });

/** Text, too: what comes from an environment variable is text. */
const port: TSchema = Type.Unsafe({
  anyOf: [
    { type: 'integer', minimum: 0, maximum: 65_535 },
    { type: 'string', pattern: '^[0-9]{1,5}$' },
  ],
});

const members: Record<keyof ConfigFile, TSchema> = {
  clientId: url,
  names: localized,
  description: Type.Optional(localized),
  homeserver: url,
  directory: url,
  user: text,
  password: Type.Optional(text),
  passwordFile: Type.Optional(text),
  signingKeyFile: Type.Optional(text),
  storage: Type.Object({ folder: text, key: Type.Optional(text), keyFile: Type.Optional(text) }, closed),
  services: Type.Array(text, { minItems: 1 }),
  handlers: Type.Optional(text),
  web: Type.Optional(
    Type.Object(
      { url: Type.Optional(url), port, listen: Type.Optional(text), trustedProxies: Type.Optional(Type.Array(text)) },
      closed,
    ),
  ),
  permissions: Type.Optional(permissionList),
  limits: Type.Optional(Type.Object({ fileSize: Type.Optional(bytes), applicationSize: Type.Optional(bytes) }, closed)),
};

const configFile: TSchema = Type.Object(members, closed);

export interface ConfigProblem {
  [member: string]: Json;
  file: string;
  /** JSON pointer into the file. */
  path: string;
  problem: string;
  mend: string;
}

/** What is wrong with a configuration file's content; empty when it may be taken as a {@link ConfigFile}. */
export function findConfigProblems(value: unknown, file: string): ConfigProblem[] {
  if (Check(configFile, value)) return exclusive(value as ConfigFile, file);
  const [, errors] = Errors(configFile, value);
  return errors.map(({ instancePath, message, keyword, params }) => {
    const extra =
      keyword === 'additionalProperties' ? (params as { additionalProperties?: string[] }).additionalProperties : [];
    return {
      file,
      path: instancePath || '/',
      problem: extra && extra.length > 0 ? `does not know ${extra.join(', ')}` : message,
      mend: mends[instancePath.split('/')[1] ?? ''] ?? `The file may hold: ${Object.keys(members).join(', ')}.`,
    };
  });
}

function exclusive(value: ConfigFile, file: string): ConfigProblem[] {
  const problems: ConfigProblem[] = (value.permissions ?? []).flatMap((wish, index) =>
    permissionProblems(wish, file, `/permissions/${index}`),
  );
  if ((value.password === undefined) === (value.passwordFile === undefined)) {
    problems.push({
      file,
      path: '/password',
      problem: 'exactly one of password and passwordFile must be given',
      mend: 'Write passwordFile: <path>, or password: ${NAME} with an environment variable.',
    });
  }
  if ((value.storage.key === undefined) === (value.storage.keyFile === undefined)) {
    problems.push({
      file,
      path: '/storage/key',
      problem: 'exactly one of key and keyFile must be given',
      mend: 'Write keyFile: <path> (made at the first start), or key: ${NAME} with 32 bytes in base64url.',
    });
  }
  return problems;
}

/** What a schema cannot say about a permission. */
function permissionProblems({ expires, schema }: PermissionWish, file: string, path: string): ConfigProblem[] {
  const checks: [place: string, check: () => unknown][] = [
    [`${path}/expires`, () => expires !== undefined && expiryOf(expires, new Date())],
    [`${path}/schema`, () => schema !== undefined && assertSchema(schema, `${path}/schema`)],
  ];
  return checks.flatMap(([place, check]) => {
    try {
      check();
      return [];
    } catch (error) {
      if (!isPosthornError(error)) throw error;
      return [{ file, path: place, problem: error.message, mend: error.mend }];
    }
  });
}

const mends: Record<string, string> = {
  clientId: 'Give the URL that identifies the agency, such as https://kiel.example.',
  names: 'Give the name in German and English: names: { de: …, en: … }.',
  homeserver: 'Give the base URL of the homeserver, such as https://matrix.kiel.example.',
  directory: 'Give the base URL of the directory.',
  user: "Give the local part of the agency's Matrix account.",
  storage: 'Give storage: { folder: <path>, keyFile: <path> }.',
  services: 'List the paths of service files, at least one.',
  web: 'Give web: { url: <public URL>, port: <port, or 0 for any free one> }; listen and trustedProxies if they are needed.',
  permissions:
    'Give each permission type (READ or WRITE), area, and purpose (READ) or description (WRITE): see docs/agency.md.',
  limits: 'Give fileSize and applicationSize in bytes.',
};
