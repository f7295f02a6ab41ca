import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Part } from './part.ts';
import type { Watchdog } from './watchdog.ts';

const politeMilliseconds = 8_000;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started part: its own process group, so that a Ctrl-C in the terminal reaches it only through the stack. */
export class ProcessGroup {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #watchdog: Watchdog;

  constructor(part: Part, logFile: string, watchdog: Watchdog, environment: NodeJS.ProcessEnv) {
    const log = openSync(logFile, 'a', 0o600);
    this.#child = spawn(part.command, part.args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...environment, ...part.env },
    });
    closeSync(log);
    this.#watchdog = watchdog;
    this.exited = new Promise((resolve) => {
      this.#child.once('error', () => resolve({ code: 127, signal: null }));
      this.#child.once('exit', (code, signal) => {
        if (this.#child.pid) watchdog.forget(this.#child.pid);
        resolve({ code, signal });
      });
    });
    if (this.#child.pid) watchdog.watch(this.#child.pid);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Asks the process to end, and after a while ends it.
   *
   * @returns whether it was us: a process that was killed before we did that had ended by itself, unnoticed so far
   */
  async stop(): Promise<boolean> {
    let isForced = false;
    this.signal('SIGTERM');
    const force = setTimeout(() => {
      isForced = true;
      this.signal('SIGKILL');
    }, politeMilliseconds);
    const { signal } = await this.exited;
    clearTimeout(force);
    this.signal('SIGKILL');
    return isForced || signal !== 'SIGKILL';
  }

  /** Sends a signal to every process of the group; a group that is gone is fine. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#child.pid) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      this.#watchdog.forget(this.#child.pid);
    }
  }
}
