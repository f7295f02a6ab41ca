/**
 * Writes `docs/errors.md` from the list of error codes. With `--check` it writes nothing and fails when the committed file differs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCodes, type ErrorCode } from '@posthorn/protocol';

const root = join(import.meta.dirname, '..');
const target = join(root, 'docs', 'errors.md');
const source = join(root, 'packages', 'protocol', 'src', 'error-codes.ts');

/** The parts are the comments between the codes. */
function codesByPart(text: string): Map<string, ErrorCode[]> {
  const parts = new Map<string, ErrorCode[]>();
  let current: ErrorCode[] = [];
  for (const line of text.split('\n')) {
    const part = /^ {2}\/\/ (\S+)$/.exec(line)?.[1];
    if (part !== undefined) parts.set(part, (current = parts.get(part) ?? []));
    const code = /^ {2}'([a-z0-9-]+)':/.exec(line)?.[1];
    if (code !== undefined && Object.hasOwn(errorCodes, code)) current.push(code as ErrorCode);
  }
  return parts;
}

const parts = codesByPart(await readFile(source, 'utf8'));
const listed = [...parts.values()].flat().length;
if (listed !== Object.keys(errorCodes).length) {
  throw new Error(
    'error-codes.ts has a code that stands under no part. Put each code on a line of its own under a comment with its part.',
  );
}

const text = [
  '# Errors',
  '',
  'Every error of Posthorn is a `PosthornError` with a `code` that never changes its meaning, a `message` that says what is wrong, a',
  '`mend` that says what to do, and `details` for programs. None of them holds names, answers, file names, tokens or keys.',
  'Servers answer strangers with `{"error": {"code", "message", "mend"}}`.',
  '',
  'This page is made from `packages/protocol/src/error-codes.ts` by `node scripts/errors-doc.ts`.',
  ...[...parts].flatMap(([part, codes]) => [
    '',
    `## ${part}`,
    '',
    '| code | when |',
    '| --- | --- |',
    ...codes.toSorted().map((code) => `| \`${code}\` | ${errorCodes[code].replaceAll('|', '\\|')} |`),
  ]),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(
      'docs/errors.md is not what packages/protocol/src/error-codes.ts says. Run: node scripts/errors-doc.ts',
    );
    process.exitCode = 1;
  }
} else {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  console.log(`Wrote ${listed} codes.`);
}
