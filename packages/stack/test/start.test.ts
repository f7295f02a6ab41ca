import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { choosePorts, isPortTaken } from '../src/ports.ts';
import { repositoryRoot } from '../src/paths.ts';
import { answers } from '../src/ready.ts';

const home = mkdtempSync(join(tmpdir(), 'posthorn-start-'));
const secrets = join(home, 'data', 'secrets.json');
let portBase: number;

beforeAll(async () => {
  // A row of free ports, away from where the system hands out single ones.
  portBase = 20_000 + (process.pid % 400) * 20;
  while (await isPortTaken(portBase)) portBase += 20;
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** `npm start` without npm: the same program in the same surroundings. */
class Terminal {
  readonly child: ChildProcess;
  shown = '';

  constructor(args: string[], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [join(repositoryRoot, 'packages/stack/src/main.ts'), ...args], {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', POSTHORN_HOME: home, POSTHORN_PORT_BASE: String(portBase), ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (text) => (this.shown += String(text)));
  }

  async shows(text: string): Promise<void> {
    const wait = new Promise<void>((resolve) => {
      const look = (): void => (this.shown.includes(text) ? resolve() : undefined);
      for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', look);
      this.child.once('close', () => resolve());
      look();
    });
    await wait;
    expect(this.shown).toContain(text);
  }

  async exitCode(): Promise<number | null> {
    await vi.waitFor(() => expect(this.child.exitCode ?? this.child.signalCode).not.toBeNull(), { timeout: 20_000 });
    return this.child.exitCode;
  }
}

async function nothingRuns(): Promise<void> {
  const ports = await choosePorts(portBase);
  for (const port of [
    ports.homeserver,
    ports.eid,
    ports.directory,
    ports.mailbox,
    ports.push,
    ...Object.values(ports.gateways),
  ]) {
    expect(await isPortTaken(port), `port ${port}`).toBe(false);
  }
  expect(spawnSync('pgrep', ['-f', home]).stdout.toString()).toBe('');
}

test(
  'npm start says where to click, Ctrl-C ends everything, the second start takes under ten seconds',
  { timeout: 180_000 },
  async () => {
    const first = new Terminal([]);
    await first.shows('Ctrl-C ends everything');
    expect(first.shown).toContain(`http://127.0.0.1:${portBase + 2}/`);
    expect(await answers(`http://127.0.0.1:${portBase}/health`)).toBe(true);
    first.child.kill('SIGINT');
    expect(await first.exitCode()).toBe(0);
    await nothingRuns();

    const kept = readFileSync(secrets, 'utf8');
    const started = performance.now();
    const second = new Terminal([]);
    await second.shows('Ctrl-C ends everything');
    const took = performance.now() - started;
    // Ten seconds on a machine with nothing else to do; one that is shared gives the stack only a part of it, but never
    // so little that a start which hangs would pass.
    const load = (loadavg()[0] ?? 0) / availableParallelism();
    expect(took, `at load ${load.toFixed(1)}`).toBeLessThan(10_000 * Math.min(3, Math.max(1, load)));
    expect(readFileSync(secrets, 'utf8')).toBe(kept);

    const third = new Terminal([]);
    expect(await third.exitCode()).toBe(1);
    expect(third.shown).toMatch(/Port \d+ .* is taken by another program/);

    process.kill(Number(spawnSync('pgrep', ['-f', `${home}/data/homeserver`]).stdout), 'SIGKILL');
    await second.shows('The part "homeserver" ended by itself.');
    expect(await second.exitCode()).toBe(1);
    await nothingRuns();
  },
);

test('--reset forgets everything, and a Ctrl-C during the start is heard', async () => {
  const kept = existsSync(secrets) ? readFileSync(secrets, 'utf8') : '';
  const terminal = new Terminal(['--reset']);
  await terminal.shows('eid ready');
  terminal.child.kill('SIGINT');
  expect(await terminal.exitCode()).toBe(0);
  expect(readFileSync(secrets, 'utf8')).not.toBe(kept);
  await nothingRuns();
});

test('a wrong setting is explained in one sentence', async () => {
  const terminal = new Terminal([], { POSTHORN_PORT_BASE: 'many' });
  expect(await terminal.exitCode()).toBe(1);
  expect(terminal.shown).toContain('POSTHORN_PORT_BASE is not a port');
  const halfDescribed = new Terminal([], { POSTHORN_HOMESERVER_URL: 'https://matrix.example' });
  expect(await halfDescribed.exitCode()).toBe(1);
  expect(halfDescribed.shown).toContain('POSTHORN_REGISTRATION_SECRET');
});
