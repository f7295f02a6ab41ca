/** Writes the example files that pages show in full (`<!-- all of FILE -->`) into the pages. `scripts/docs.test.ts` compares them. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

for (const page of globSync('{README.md,docs/**/*.md}', { cwd: root })) {
  const path = join(root, page);
  const text = readFileSync(path, 'utf8');
  const wanted = text.replaceAll(
    /(<!-- all of (\S+) -->\n+```\w*\n).*?(?=\n```)/gs,
    (_, head: string, file: string) => head + readFileSync(join(root, file), 'utf8').trimEnd(),
  );
  if (wanted === text) continue;
  writeFileSync(path, wanted);
  console.log(`Wrote the examples in ${page}.`);
}
