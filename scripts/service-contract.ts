/**
 * Writes the JSON Schema of service files into `contracts/`, for editors and other programs. With `--check` it writes nothing and
 * fails when the committed file differs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { serviceFileSchema } from '@posthorn/service-definition';

const path = join(import.meta.dirname, '..', 'contracts', 'service-definition.schema.json');
const schema = { $id: 'urn:posthorn:service-definition', ...serviceFileSchema };
const wanted = `${JSON.stringify(schema, null, 2)}\n`;

if (process.argv.includes('--check')) {
  const committed = await readFile(path, 'utf8').catch(() => '');
  if (committed !== wanted) {
    const name = relative(process.cwd(), path);
    console.error(`${name} differs from the code. Run \`node scripts/service-contract.ts\` and commit it.`);
    process.exitCode = 1;
  }
} else {
  await writeFile(path, wanted);
}
