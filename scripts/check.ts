/** `npm run check`: everything that can be said about the sources without running them, side by side. */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const checks: readonly Check[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'dead code', command: [bin('knip')] },
  ...generatedFiles(),
];

/** Scripts that make files which are committed: each, called with --check, says whether they are what it would make now. */
function generatedFiles(): Check[] {
  return globSync(['scripts/*.ts', 'packages/*/scripts/*.ts', 'packages/*/*.ts'], { cwd: root })
    .filter((file) => file !== 'scripts/check.ts' && readFileSync(join(root, file), 'utf8').includes("'--check'"))
    .toSorted()
    .map((file) => ({ name: file, command: [process.execPath, file, '--check'] }));
}

async function holds(check: Check): Promise<boolean> {
  const started = performance.now();
  const [program = '', ...args] = check.command;
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)${code === 0 ? '' : `\n${output}`}`);
  return code === 0;
}

const results = await Promise.all(checks.map(holds));
process.exitCode = results.every(Boolean) ? 0 : 1;
