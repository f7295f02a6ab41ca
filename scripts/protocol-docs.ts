/**
 * Writes `docs/protocol/` from the schemas of the data operator's messages and their examples in `contracts/vectors/`. With `--check` it
 * writes nothing and fails when a committed file differs.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wireErrors, wireMessages, wireTypes, type WireParty, type WireType } from '@posthorn/protocol';

const root = join(import.meta.dirname, '..');
const target = join(root, 'docs', 'protocol');

/** As much of JSON Schema as the messages use. */
interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  pattern?: string;
  format?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
}

const parties: Record<WireParty, string> = {
  service: 'service',
  device: 'the person’s device',
  operator: 'operator',
  page: 'the service’s own page',
};

/** What every message carries; said once, in the overview. */
const envelope = ['iss', 'aud', 'iat', 'exp', 'nbf', 'jti', 'type'];

function fileOf(type: WireType): string {
  return `${type.toLowerCase().replaceAll('_', '-')}.md`;
}

function overview(): string {
  const rows = wireTypes.map((type) => {
    const { from, to, purpose } = wireMessages[type];
    return `| [${type}](${fileOf(type)}) | ${parties[from]} | ${parties[to]} | ${purpose} |`;
  });
  return `# The messages of the data operator

Made from the schemas in \`packages/protocol/src/egendata/\` by \`node scripts/protocol-docs.ts\`. The same as JSON Schema: \`contracts/wire/\`.

Every message is one JWS in compact serialization (RFC 7515), sent as the body of \`POST <operator>/api\` (or \`POST <eventsURI>\` to a service) with
\`content-type: application/jwt\`. A message of a few kilobytes may also come as \`GET <operator>/api\` with \`Authorization: Bearer <JWS>\`.

| header | meaning |
| --- | --- |
| \`alg\` | \`ES256\` of own peers; \`PS256\` (or PS384, PS512, RS256, RS384, RS512) of old ones. Nothing else is taken |
| \`jwk\` | the key, in messages of devices; compared with the keys that the account has registered |
| \`kid\` | the name of the key, in all other messages; looked up in the operator’s records |

Any other header member makes the message invalid.

| claim | meaning |
| --- | --- |
| \`type\` | which message it is |
| \`iss\` | who says it: clientId of the service, account URI, or the operator’s base URL |
| \`aud\` | whom it is for: the operator’s base URL (or that with \`/api\`), the service’s clientId, the account |
| \`iat\`, \`exp\` | seconds since 1970; valid for at most an hour, clocks may differ by a minute |
| \`nbf\` | not before; optional |
| \`jti\` | UUID that makes the message unique; own peers always send it, old ones never |

A message is taken once. Members that are not known are let pass and never acted on.

| message | from | to | what for |
| --- | --- | --- | --- |
${rows.join('\n')}

## Errors that any message may meet

${errorList(wireErrors.common)}
`;
}

async function page(type: WireType): Promise<string> {
  const { from, to, purpose, schema } = wireMessages[type];
  const vector = join(root, 'contracts', 'vectors', `wire-${fileOf(type).replace('.md', '')}`, 'valid-full.json');
  const { payload } = JSON.parse(await readFile(vector, 'utf8')) as { payload: unknown };
  const errors = wireErrors.special[type] ?? [];
  return `# ${type}

${purpose}

From: ${parties[from]}. To: ${parties[to]}. The envelope (\`iss\`, \`aud\`, \`iat\`, \`exp\`, \`jti\`) is explained in [the overview](README.md).

## Fields

${fieldTable(schema as Schema)}

## Example

\`\`\`json
${JSON.stringify(payload, null, 2)}
\`\`\`

## Errors

${errors.length === 0 ? 'None beside [those that any message may meet](README.md#errors-that-any-message-may-meet).' : `${errorList(errors)}\n\nAnd [those that any message may meet](README.md#errors-that-any-message-may-meet).`}
`;
}

function errorList(codes: readonly string[]): string {
  return codes.map((code) => `- [\`${code}\`](../errors.md)`).join('\n');
}

function fieldTable(schema: Schema): string {
  const rows = fieldRows(schema, '').filter(([name]) => !envelope.includes(name));
  if (rows.length === 0) return 'None beside the envelope.';
  return ['| field | | what it may be |', '| --- | --- | --- |', ...rows.map((row) => `| ${formatRow(row)} |`)].join(
    '\n',
  );
}

type Row = [name: string, need: string, form: string];

function formatRow([name, need, form]: Row): string {
  return [`\`${name}\``, need, form].join(' | ');
}

function fieldRows(schema: Schema, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]): Row[] => {
    const need = schema.required?.includes(name) === true ? '' : 'optional';
    return [[prefix + name, need, formOf(member)], ...innerRows(member, prefix + name)];
  });
}

function innerRows(schema: Schema, name: string): Row[] {
  if (schema.items !== undefined) return innerRows(schema.items, `${name}[]`);
  if (schema.properties !== undefined) return fieldRows(schema, `${name}.`);
  const rows = (schema.anyOf ?? []).flatMap((one) => innerRows(one, name));
  return [...new Map(rows.map((row) => [formatRow(row), row])).values()];
}

function formOf(schema: Schema): string {
  const words = [schema.description ?? '', limitsOf(schema)].filter((part) => part !== '');
  return [typeOf(schema), ...words].join('; ').replaceAll('|', '\\|');
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  return schema.type === 'string' ? 'text' : String(schema.type ?? 'any');
}

function limitsOf({ minItems, maxItems, maxLength }: Schema): string {
  const limits = [
    minItems === undefined ? '' : `at least ${minItems}`,
    maxItems === undefined ? '' : `at most ${maxItems}`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
  ];
  return limits.filter((limit) => limit !== '').join(', ');
}

const wanted = new Map<string, string>([['README.md', overview()]]);
for (const type of wireTypes) wanted.set(fileOf(type), await page(type));
const stale = (await readdir(target).catch(() => [])).filter((file) => !wanted.has(file));

if (process.argv.includes('--check')) {
  const different = [...stale];
  for (const [file, text] of wanted) {
    if ((await readFile(join(target, file), 'utf8').catch(() => '')) !== text) different.push(file);
  }
  if (different.length > 0) {
    console.error(`docs/protocol/ is not what the schemas say: ${different.join(', ')}`);
    console.error('Run: node scripts/protocol-docs.ts');
    process.exitCode = 1;
  }
} else {
  await mkdir(target, { recursive: true });
  for (const file of stale) await rm(join(target, file));
  for (const [file, text] of wanted) await writeFile(join(target, file), text);
  console.log(`Wrote ${wanted.size} pages.`);
}
