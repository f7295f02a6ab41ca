import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { PosthornError } from '@posthorn/protocol';
import { logTail } from './log-tail.ts';
import type { Part } from './part.ts';
import { isPortTaken } from './ports.ts';
import { ProcessGroup } from './process-group.ts';
import { becomesReady } from './ready.ts';
import { Watchdog } from './watchdog.ts';

/** How the stack's processes are looked after. */
export interface SupervisorOptions {
  readonly logDir: string;
  /** What the parts inherit; secrets of the surroundings stay outside unless named here. */
  readonly environment: NodeJS.ProcessEnv;
  /** How long a part may take to answer for the first time, in milliseconds. */
  readonly patience?: number;
  /** Told when a part ends that nobody stopped. */
  readonly onCrash?: (error: PosthornError) => void;
  /** Told in one line what happens. */
  readonly onProgress?: (line: string) => void;
}

/** Starts, watches and stops the processes of a stack. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #watchdog: Watchdog = new Watchdog();
  readonly #parts = new Map<string, Part>();
  readonly #running = new Map<string, ProcessGroup>();
  #stopping = false;
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    mkdirSync(options.logDir, { recursive: true, mode: 0o700 });
  }

  /** Starts all parts, each as soon as those that it needs are ready. If one fails, all are stopped again. */
  async start(parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      this.#parts.set(part.name, part);
      // A log tells about one run: else it would grow for ever.
      rmSync(this.logFile(part.name), { force: true });
    }
    const starts = new Map<string, Promise<void>>();
    const startOnce = (part: Part): Promise<void> => {
      const known = starts.get(part.name);
      if (known) return known;
      const needed = parts.filter((other) => part.needs?.includes(other.name));
      const start = Promise.all(needed.map(startOnce)).then(() => this.#prepareAndStart(part));
      starts.set(part.name, start);
      return start;
    };
    try {
      await refusePortsTaken(parts);
      await Promise.all(parts.map(startOnce));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Starts a part again that was stopped, on the same port and data. */
  async startPart(name: string): Promise<void> {
    const part = this.#parts.get(name);
    if (part && !this.#running.has(name)) await this.#startPart(part);
  }

  /** Stops one part; the others go on. */
  async stopPart(name: string): Promise<void> {
    const group = this.#running.get(name);
    this.#running.delete(name);
    const part = this.#parts.get(name);
    if (group && part && !(await group.stop())) this.#options.onCrash?.(this.#breakdown(part, 'ended by itself'));
  }

  /** Ends one part at once, as a power cut would. */
  async killPart(name: string): Promise<void> {
    const group = this.#running.get(name);
    this.#running.delete(name);
    group?.signal('SIGKILL');
    await group?.exited;
  }

  /** Process id of a running part. */
  pidOf(name: string): number | undefined {
    return this.#running.get(name)?.pid;
  }

  /** Where a part tells that it is ready. */
  readyUrlOf(name: string): string | undefined {
    return this.#parts.get(name)?.readyUrl;
  }

  logFile(name: string): string {
    return join(this.#options.logDir, `${name}.log`);
  }

  /** Stops every part. Nothing that this supervisor started runs afterwards. */
  stop(): Promise<void> {
    // Whoever calls second waits, too, until everything has ended.
    return (this.#stopped ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#running.keys()].map((name) => this.stopPart(name)));
    this.#watchdog.close();
  }

  async #prepareAndStart(part: Part): Promise<void> {
    if (this.#stopping) return;
    try {
      await part.prepare?.();
    } catch (error) {
      // Stopped in the middle of it: what it needs is already gone.
      if (!this.#stopping) throw error;
    }
    await this.#startPart(part);
  }

  async #startPart(part: Part): Promise<void> {
    if (this.#stopping) return;
    const started = performance.now();
    const group = new ProcessGroup(part, this.logFile(part.name), this.#watchdog, this.#options.environment);
    this.#running.set(part.name, group);
    const ended = new AbortController();
    const tooLate = AbortSignal.timeout(this.#options.patience ?? 60_000);
    void group.exited.then(() => ended.abort());
    if (await becomesReady(part.readyUrl, AbortSignal.any([ended.signal, tooLate]))) {
      this.#options.onProgress?.(`${part.name} ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
      void group.exited.then(() => this.#reportCrash(part, group));
      return;
    }
    if (this.#stopping) return;
    throw this.#breakdown(part, ended.signal.aborted ? 'ended before it was ready' : 'did not become ready in time');
  }

  #reportCrash(part: Part, group: ProcessGroup): void {
    if (this.#running.get(part.name) !== group) return;
    this.#running.delete(part.name);
    this.#options.onCrash?.(this.#breakdown(part, 'ended by itself'));
  }

  #breakdown(part: Part, what: string): PosthornError {
    const log = this.logFile(part.name);
    const tail = logTail(log);
    const full = /no space left|disk is full|ENOSPC/i.test(tail) || isFull(this.#options.logDir);
    return new PosthornError(full ? 'disk-full' : 'part-crashed', `The part "${part.name}" ${what}.`, {
      mend: full ? 'Free some space on the disk and start again.' : `${part.mend} Its whole log: ${log}`,
      details: { part: part.name, log: tail },
    });
  }
}

/** On a full disk not even the reason finds its way into the log. */
function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 1_000_000;
}

async function refusePortsTaken(parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (part.port === undefined || !(await isPortTaken(part.port))) continue;
    throw new PosthornError(
      'port-taken',
      `Port ${part.port} for the part "${part.name}" is taken by another program.`,
      {
        mend: 'Stop that program (perhaps Posthorn already runs), or choose other ports: POSTHORN_PORT_BASE=9420 npm start',
        details: { port: part.port, part: part.name },
      },
    );
  }
}
