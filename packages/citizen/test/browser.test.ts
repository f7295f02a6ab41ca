import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** Packages that run in browsers; their Node-only parts have entries of their own. */
const forBrowsers = /^(jose|@posthorn\/(channel|channel\/directory|protocol|service-definition))$/;

test('the main entry needs nothing that only Node has', async () => {
  const files = new Set([new URL('../src/index.ts', import.meta.url).href]);
  const packages = new Set<string>();
  for (const file of files) {
    const text = await readFile(new URL(file), 'utf8');
    for (const [, from = ''] of text.matchAll(/^(?:import|export)[^;]*? from '([^']+)';/gms)) {
      if (from.startsWith('.')) files.add(new URL(from, file).href);
      else packages.add(from);
    }
    expect(text).not.toMatch(/\b(Buffer|process)\./);
  }
  expect(files.size).toBeGreaterThan(30);
  expect([...packages].filter((name) => !forBrowsers.test(name))).toEqual([]);
});
