import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { Clone, lockOf, npmThatWorks, python } from './clone.ts';

test('on a fresh clone everything is brought in, and the second time nothing is done', async () => {
  using clone = new Clone();
  const first = await clone.setUp({ args: ['--test'] });
  expect(first.shown).toContain('everything is there');
  expect(first.code).toBe(0);
  expect(clone.calls().some((call) => call.startsWith('npm ci'))).toBe(true);
  expect(clone.calls().some((call) => call.includes('--require-hashes') && call.includes('--only-binary :all:'))).toBe(
    true,
  );

  const done = clone.calls().length;
  const second = await clone.setUp({ args: ['--test'] });
  expect(second).toMatchObject({ code: 0, shown: '' });
  expect(clone.calls()).toHaveLength(done);
});

test('what changed is brought in anew, the rest is left alone', async () => {
  using clone = new Clone();
  await clone.setUp();
  writeFileSync(clone.path('package-lock.json'), lockOf('2.0.0'));
  const again = await clone.setUp();
  expect(again.shown).toContain('npm packages');
  expect(again.shown).not.toContain('Synapse');

  rmSync(clone.path('.posthorn', 'venv', 'bin', 'python'));
  const repaired = await clone.setUp();
  expect(repaired.shown).toContain('Synapse: there');
  expect(repaired.shown).not.toContain('npm packages');
});

test('packages that somebody installed by hand count, if they are those of the lock file', async () => {
  using clone = new Clone();
  await clone.setUp();
  rmSync(clone.path('node_modules', '.posthorn-stamp'));
  expect((await clone.setUp()).shown).toBe('');
});

describe('each failure is one sentence with the mend', () => {
  const cases: { name: string; prepare: (clone: Clone) => void; says: RegExp; args?: string[]; before?: string }[] = [
    {
      name: 'no Python',
      prepare: (clone) => clone.remove('python3'),
      says: /Python 3\.10 or newer was not found: install it/,
    },
    {
      name: 'an old Python',
      prepare: (clone) => clone.program('python3', python({ version: '3 8' })),
      says: /too old here \(3\.8\), Posthorn needs 3\.10 or newer: install/,
    },
    {
      name: 'no venv module',
      prepare: (clone) => clone.program('python3', python({ venv: 'echo "ensurepip is not available"; exit 1' })),
      says: /apt install python3-venv/,
    },
    {
      name: 'no network for pip',
      prepare: (clone) => clone.program('python3', python({ pip: 'echo "Read timed out."; exit 1' })),
      says: /Synapse could not be fetched because the network does not answer: check/,
    },
    {
      name: 'no network for npm',
      prepare: (clone) => clone.program('npm', 'echo "npm error code EAI_AGAIN" >&2; exit 1'),
      says: /npm packages could not be fetched because the network does not answer: check/,
    },
    {
      name: 'a disk that fills up',
      prepare: (clone) =>
        clone.program('python3', python({ pip: 'echo "[Errno 28] No space left on device"; exit 1' })),
      says: /The disk is full: free about 2 GB/,
    },
    {
      name: 'a disk that is almost full before',
      prepare: () => undefined,
      before: `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
        fs.statfsSync = () => ({ bavail: 10, bsize: 1e6 }); syncBuiltinESMExports();`,
      says: /The disk has only 10 MB left/,
    },
    {
      name: 'an old Node',
      prepare: () => undefined,
      before: `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });`,
      says: /This is Node 18\.20\.0, but Posthorn needs Node 20 or newer: install/,
    },
    {
      name: 'install scripts that npm may not run',
      prepare: (clone) => clone.program('npm', npmThatWorks(false)),
      says: /npm config set ignore-scripts false/,
    },
    {
      name: 'an npm that fails in its own way',
      prepare: (clone) => clone.program('npm', 'echo "npm error the moon is full" >&2; exit 1'),
      says: /npm could not install the packages.*\n.*the moon is full/,
    },
    {
      name: 'no browser',
      prepare: (clone) => clone.remove('chromium'),
      args: ['--test'],
      says: /apt install chromium/,
    },
  ];
  test.for(cases)('$name', async ({ prepare, says, args = [], before }) => {
    using clone = new Clone();
    clone.program('apt-get', 'exit 1');
    prepare(clone);
    const run = await clone.setUp({ args, ...(before ? { before } : {}) });
    expect(run.shown).toMatch(says);
    expect(run.shown).not.toContain('    at ');
    expect(run.code).toBe(1);
  });
});

test('a network that is away for a moment is asked three times', async () => {
  using clone = new Clone();
  const onlyThirdTime = `echo x >> "${clone.root}/tries"; [ $(wc -l < "${clone.root}/tries") -ge 3 ] || { echo "ETIMEDOUT"; exit 1; }`;
  clone.program('npm', `${onlyThirdTime}\n${npmThatWorks()}`);
  const run = await clone.setUp();
  expect(run.code).toBe(0);
  expect(clone.calls().filter((call) => call.startsWith('npm'))).toHaveLength(3);
});

test('without the venv module, virtualenv does as well', async () => {
  using clone = new Clone();
  const virtualenv = 'mkdir -p "$4/bin"; cp "$0" "$4/bin/python"';
  clone.program('python3', python({ venv: 'exit 1', virtualenv }));
  expect((await clone.setUp()).code).toBe(0);
});

test('a machine without ready-made packages builds them', async () => {
  using clone = new Clone();
  const pip = 'case "$*" in *--only-binary*) echo "ERROR: No matching distribution found for x"; exit 1 ;; esac';
  clone.program('python3', python({ pip }));
  const run = await clone.setUp();
  expect(run.shown).toContain('building them');
  expect(run.code).toBe(0);
});

test('a set-up that was interrupted is done again', async () => {
  using clone = new Clone();
  const begun = clone.path('begun');
  clone.program('python3', python({ pip: `touch "${begun}"; sleep 20` }));
  const interrupted = await clone.setUp({
    whileRunning: (kill) => void vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 10_000 }).then(kill),
  });
  expect(interrupted.code).toBe(130);
  clone.program('python3', python());
  const again = await clone.setUp();
  expect(again.shown).toContain('Synapse: there');
  expect(again.code).toBe(0);
});

test('of two set-ups at once one works and the other waits', async () => {
  using clone = new Clone();
  clone.program('npm', `sleep 0.5\n${npmThatWorks()}`);
  const runs = await Promise.all([clone.setUp(), clone.setUp()]);
  expect(runs.map((run) => run.code)).toEqual([0, 0]);
  expect(runs.some((run) => run.shown.includes('another set-up is at work'))).toBe(true);
  expect(clone.calls().filter((call) => call.startsWith('npm ci'))).toHaveLength(1);
});

test('on Debian as root the browser is installed', async () => {
  using clone = new Clone();
  clone.remove('chromium');
  clone.program(
    'apt-get',
    `[ "$1" = update ] || { echo "#!/bin/sh" > "${clone.root}/machine/chromium"; chmod +x "${clone.root}/machine/chromium"; }`,
  );
  const asRootOnDebian = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
    const real = fs.existsSync; fs.existsSync = (path) => path === '/etc/debian_version' || real(path);
    process.getuid = () => 0; syncBuiltinESMExports();`;
  const run = await clone.setUp({ args: ['--test'], before: asRootOnDebian });
  expect(run.shown).toContain('browser for tests: ');
  expect(run.code).toBe(0);
});
