/**
 * Writes `services/answer-types.ts`: the TypeScript types of valid answers to every service in `services/`. With `--check` it writes
 * nothing and fails when the committed file differs.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { answerType, answerTypeName, parseService } from '@posthorn/service-definition';

const folder = join(import.meta.dirname, '..', 'services');
const path = join(folder, 'answer-types.ts');

const fileNames = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
const services = await Promise.all(
  fileNames.map(async (name) => parseService(await readFile(join(folder, name), 'utf8'), join('services', name))),
);

const members = services.map(({ id }) => `  '${id}': ${answerTypeName(id)};`);
const wanted = [
  '// Generated from the service files by `node scripts/answer-types.ts`. Change those, not this.',
  ...services.map((service) => answerType(service).trimEnd()),
  `/** The answers of each service by its id. */\nexport interface AnswersByService {\n${members.join('\n')}\n}`,
]
  .join('\n\n')
  .concat('\n');

if (process.argv.includes('--check')) {
  const committed = await readFile(path, 'utf8').catch(() => '');
  if (committed !== wanted) {
    const name = relative(process.cwd(), path);
    console.error(`${name} differs from the service files. Run \`node scripts/answer-types.ts\` and commit it.`);
    process.exitCode = 1;
  }
} else {
  await writeFile(path, wanted);
}
