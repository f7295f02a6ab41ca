import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../packages/stack/src/demo/main.ts', import.meta.url));

interface DemoOutput {
  ok: boolean;
  seconds: number;
  steps: { actor: string; what: string; ok: boolean; seconds: number }[];
  secretWords: number;
  search: { places: { name: string; files: number; controlFound: boolean }[]; sightings: unknown[] } | null;
  problem: { code: string | null; message: string } | null;
}

test('the demo holds: five services, four agencies, and no server has kept a word', { timeout: 400_000 }, async () => {
  const demo = startDemo();
  const { code, output, lines } = await demo.ended;
  const failed = output.steps.filter(({ ok }) => !ok);
  expect({ failed, problem: output.problem, code }).toEqual({ failed: [], problem: null, code: 0 });
  expect(output.ok).toBe(true);
  const said = output.steps.map(({ actor, what }) => `${actor} ${what}`).join('\n');
  for (const service of ['Hund', 'Kita-Platz', 'Wohngeld', 'Meldebescheinigung', 'Windpark']) {
    expect(said).toMatch(new RegExp(`finds “${service}.*” of `));
  }
  for (const agency of [
    'Landeshauptstadt Kiel',
    'Stadt Flensburg',
    'Kreis Nordfriesland',
    'Landesamt für Genehmigungen',
  ]) {
    expect(said).toContain(` of ${agency}`);
  }
  expect(output.steps.filter(({ what }) => what.startsWith('gets a signed receipt'))).toHaveLength(5);
  expect(output.steps.filter(({ what }) => what.startsWith('gets the decision'))).toHaveLength(5);
  expect(said).toContain('District reads the licence in the words of Kiel');
  expect(said).toContain('District is refused from then on');
  expect(output.secretWords).toBe(20);
  expect(output.search?.sightings).toEqual([]);
  expect(output.search?.places).toHaveLength(8);
  for (const place of output.search?.places ?? []) {
    expect(place).toMatchObject({ controlFound: true });
    expect(place.files).toBeGreaterThan(0);
  }
  expect(lines.filter((line) => line.startsWith('✓'))).toHaveLength(output.steps.length);
});

test('a part that breaks down in the middle ends the demo and is named', { timeout: 300_000 }, async () => {
  const demo = startDemo();
  await demo.says('signs in');
  const { pid, folder } = demo.part('packages/operator/src/main.ts');
  process.kill(pid, 'SIGKILL');
  const { code, output, lines } = await demo.ended;
  expect(code).toBe(1);
  expect(output).toMatchObject({ ok: false, search: null });
  expect(lines.join('\n')).toContain('The part "operator" ended by itself.');
  expect(existsSync(folder)).toBe(false);
});

interface RunningDemo {
  ended: Promise<{ code: number | null; output: DemoOutput; lines: string[] }>;
  /** Waits for a line that says this. */
  says(text: string): Promise<void>;
  /** The part whose command line holds this, and the temporary folder of its stack. */
  part(command: string): { pid: number; folder: string };
}

function startDemo(): RunningDemo {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program, '--json']);
  onTestFinished(() => void child.kill('SIGTERM'));
  let [json, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (json += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    output: JSON.parse(json) as DemoOutput,
    lines: said.split('\n'),
  }));
  return {
    ended,
    async says(text) {
      while (!said.includes(text)) await once(child.stderr, 'data');
    },
    part(command) {
      const all = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).stdout.split('\n');
      const own = all.map((line) => line.trim().split(/\s+/)).filter(([, parent]) => Number(parent) === child.pid);
      const [pid] = own.find((words) => words.join(' ').includes(command)) ?? [];
      const config = own.flat().find((word) => word.startsWith(join(tmpdir(), 'posthorn-')));
      if (pid === undefined || config === undefined) throw new Error('The part was not found.');
      return { pid: Number(pid), folder: join(tmpdir(), relative(tmpdir(), config).split('/')[0] ?? '') };
    },
  };
}
