import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkService, serviceFileSchema } from '@posthorn/service-definition';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = globSync('{*.md,{contracts,docs,packages,services,scripts,bench}/**/*.md}', {
  cwd: root,
  exclude: (name) => name.includes('node_modules'),
}).toSorted();

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('leads nowhere wrong', () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(page, target));
    expect(broken).toEqual([]);
  });

  test('names files, commands and settings that there are', () => {
    const paths = [...text.matchAll(/(?<![\w./-])(?:packages|services|scripts|contracts|bench)\/[\w./-]+\.\w+/g)];
    expect(paths.map(([path]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);

    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/npm (?:run )?(start|test|demo|bench|check)\b|npm run ([\w-]+)/g)];
    expect(commands.map(([, plain, other]) => plain ?? other ?? '').filter((name) => !(name in scripts))).toEqual([]);

    const settings = new Set([...text.matchAll(/\bPOSTHORN_[A-Z_]+\b/g)].map(([name]) => name));
    expect([...settings].filter((name) => !sources().includes(name))).toEqual([]);
  });

  test('shows examples that are the real files', () => {
    for (const [, kind, file = '', code = ''] of text.matchAll(/<!-- (all|part) of (\S+) -->\n+```\w*\n(.*?)\n```/gs)) {
      if (kind === 'all') expect(`${code}\n`).toBe(read(file));
      for (const piece of code.split(/\n?^\s*(?:#|\/\/) …$\n?/m)) expect(read(file)).toContain(piece);
    }
  });
});

test('the README applies for the wind park in at most 25 lines', () => {
  const file = 'packages/citizen/examples/wind-park.ts';
  expect(read('README.md')).toContain(`<!-- all of ${file} -->`);
  expect(read(file).trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});

test('the architecture lists every package', () => {
  const listed = [...read('docs/architecture.md').matchAll(/^\| \[`([\w-]+)`\]\(\.\.\/packages\/([\w-]+)\)/gm)];
  expect(new Set(listed.map(([, name]) => name))).toEqual(new Set(readdirSync(join(root, 'packages'))));
  expect(listed.every(([, name, folder]) => name === folder)).toBe(true);
});

test('every decision has a number of its own and is listed', () => {
  const files = readdirSync(join(root, 'docs/decisions')).filter((name) => name !== 'README.md');
  const numbers = files.map((name) => name.slice(0, 4));
  expect(new Set(numbers).size).toBe(files.length);
  expect(files.filter((name) => !read('docs/decisions/README.md').includes(`(${name})`))).toEqual([]);
});

test('the threat model names tests that there are', () => {
  const named = [...read('docs/threat-model.md').matchAll(/\(\.\.\/(\S+\.ts)\)((?:,? "[^"]+")+)/g)].flatMap(
    ([, file = '', titles = '']) => [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
  expect(named.length).toBeGreaterThan(15);
  const isThere = (file: string, title: string): boolean =>
    ["'", '"'].some((mark) => read(file).includes(mark + title + mark));
  expect(named.filter(({ file, title }) => !isThere(file, title))).toEqual([]);
});

describe('the guide to service files', () => {
  const guide = read('docs/services.md');

  test('begins with a service that loads', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
    expect(checkService(example, 'library-card.yaml')).toEqual([]);
  });

  test('explains every key', () => {
    const keys = [...new Set(keysOf(serviceFileSchema))];
    expect(keys.filter((key) => !guide.includes(`\`${key}\``) && !guide.includes(`\`${key}: `))).toEqual([]);
  });
});

describe('publiccode.yml', () => {
  const metadata = parse(read('publiccode.yml')) as PublicCode;

  test('holds what the standard asks for', () => {
    expect(metadata).toMatchObject({ publiccodeYmlVersion: '0.5', name: 'Posthorn', legal: { license: 'Apache-2.0' } });
    expect(URL.canParse(metadata.url)).toBe(true);
    expect(metadata.platforms.length).toBeGreaterThan(0);
    expect(metadata.categories.length).toBeGreaterThan(0);
    expect(['concept', 'development', 'beta', 'stable', 'obsolete']).toContain(metadata.developmentStatus);
    expect(metadata.softwareType).toMatch(/^(standalone\/(mobile|iot|desktop|web|backend|other)|addon|library)$/);
    expect(metadata.maintenance.type).toBe('community');
    expect(metadata.maintenance.contacts.every(({ name }) => name !== '')).toBe(true);
    expect(metadata.localisation).toEqual({ localisationReady: true, availableLanguages: ['de', 'en'] });
    expect(existsSync(join(root, metadata.logo))).toBe(true);
  });

  test.each(['de', 'en'])('describes the software in %s', (language) => {
    const { shortDescription, longDescription, features } = metadata.description[language] ?? {};
    expect(shortDescription?.length).toBeLessThanOrEqual(150);
    expect(longDescription?.length).toBeGreaterThanOrEqual(150);
    expect(features?.length).toBeGreaterThanOrEqual(5);
  });

  test('says the version and the licence that package.json says', () => {
    const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
    expect(metadata).toMatchObject({ softwareVersion: version, legal: { license } });
    expect(read('LICENSE')).toContain('Apache License');
  });
});

interface PublicCode {
  url: string;
  logo: string;
  platforms: string[];
  categories: string[];
  developmentStatus: string;
  softwareType: string;
  description: Record<string, { shortDescription: string; longDescription: string; features: string[] }>;
  maintenance: { type: string; contacts: { name: string }[] };
  localisation: object;
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? page : relative(root, join(root, dirname(page), path));
  if (file.startsWith('..') || !existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** Headings as the web shows of repositories name them. */
function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}

/** All that reads settings: sources, scripts, configuration of the sample agencies. */
let allSources: string | undefined;
function sources(): string {
  allSources ??= globSync('{packages,scripts,bench}/**/*.{ts,mjs,yaml}', { cwd: root, exclude: isForeign })
    .map((file) => read(file))
    .join('\n');
  return allSources;
}

function isForeign(name: string): boolean {
  return name.includes('node_modules') || name.endsWith('.test.ts');
}

/** The names of all members that a JSON Schema knows, at any depth. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword !== 'properties') return keysOf(value);
    return Object.entries(value as object).flatMap(([key, member]) => [key, ...keysOf(member)]);
  });
}
