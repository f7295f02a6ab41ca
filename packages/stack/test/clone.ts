import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../src/paths.ts';

/** How a run of the set-up ended and what it showed. */
export interface SetupRun {
  readonly code: number | null;
  readonly shown: string;
  readonly milliseconds: number;
}

const system = 'PATH=/usr/bin:/bin';

/** A fresh clone on a machine whose programs the test decides on: npm, Python and the rest are small shell scripts here. */
export class Clone implements Disposable {
  readonly root: string = mkdtempSync(join(tmpdir(), 'posthorn-clone-'));
  readonly #programs: string = join(this.root, 'machine');

  constructor() {
    cpSync(join(repositoryRoot, 'scripts'), join(this.root, 'scripts'), { recursive: true });
    mkdirSync(join(this.root, 'packages', 'stack'), { recursive: true });
    writeFileSync(join(this.root, 'packages', 'stack', 'requirements.txt'), 'matrix-synapse==1.0.0\n');
    writeFileSync(join(this.root, 'package-lock.json'), lockOf('1.0.0'));
    mkdirSync(this.#programs);
    this.program('npm', npmThatWorks());
    this.program('python3', python());
    this.program('chromium', 'exit 0');
  }

  /** Puts a program on the machine: lines of shell. What it is called with is noted in `calls`. */
  program(name: string, lines: string): void {
    const file = join(this.#programs, name);
    writeFileSync(file, `#!/bin/sh\n${system}\necho "${name} $*" >> "${this.root}/calls"\n${lines}\n`);
    chmodSync(file, 0o755);
  }

  remove(name: string): void {
    rmSync(join(this.#programs, name));
  }

  /** Which programs were called, one line a call. */
  calls(): string[] {
    const file = join(this.root, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Runs the set-up; `before` is JavaScript that runs first, to put the machine into a state that no program can. */
  async setUp(
    options: { args?: string[]; before?: string; whileRunning?: (kill: () => void) => void } = {},
  ): Promise<SetupRun> {
    const started = performance.now();
    const before = options.before ? ['--import', `data:text/javascript,${encodeURIComponent(options.before)}`] : [];
    const child = spawn(
      process.execPath,
      [...before, join(this.root, 'scripts', 'setup.mjs'), ...(options.args ?? [])],
      {
        env: { PATH: this.#programs },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let shown = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (shown += String(text)));
    options.whileRunning?.(() => child.kill('SIGINT'));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, shown, milliseconds: performance.now() - started };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A lock file with one package in this version. */
export function lockOf(version: string): string {
  return JSON.stringify({ packages: { '': {}, 'node_modules/quill': { version } } });
}

/** An npm that installs what the lock file says; `bringsNode` is whether install scripts run. */
export function npmThatWorks(bringsNode = true): string {
  const node = 'mkdir -p node_modules/.bin; touch node_modules/.bin/node';
  return `rm -rf node_modules; mkdir node_modules; ${bringsNode ? node : ''}
    cp package-lock.json node_modules/.package-lock.json`;
}

/** A Python that makes environments with itself inside; `pip` is what its pip does. */
export function python(options: { version?: string; venv?: string; virtualenv?: string; pip?: string } = {}): string {
  const { version = '3 11', pip = 'exit 0' } = options;
  const make = (folder: string): string => `mkdir -p "${folder}/bin"; cp "$0" "${folder}/bin/python"`;
  return `case "$1 $2" in
    "-c "*) echo ${version} ;;
    "-m venv") ${options.venv ?? make('$3')} ;;
    "-m virtualenv") ${options.virtualenv ?? 'exit 1'} ;;
    "-m pip") ${pip} ;;
    esac`;
}
