import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * A tiny process that outlives this one by a moment: if this one is killed outright, it ends the process groups that
 * were started here. So not even `kill -9` leaves a homeserver behind.
 */
export class Watchdog {
  readonly #process: ChildProcess;

  constructor() {
    this.#process = spawn('/bin/sh', [fileURLToPath(new URL('./watchdog.sh', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#process.stdin?.on('error', () => undefined);
    this.#process.unref();
  }

  watch(group: number): void {
    this.#process.stdin?.write(`watch ${group}\n`);
  }

  forget(group: number): void {
    this.#process.stdin?.write(`forget ${group}\n`);
  }

  /** Ends the watchdog once every group was forgotten. */
  close(): void {
    this.#process.stdin?.end();
  }
}
