import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PosthornError } from '@posthorn/protocol';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { explain } from '../src/explain.ts';
import { freePort, isPortTaken } from '../src/ports.ts';
import { answers } from '../src/ready.ts';
import { Supervisor, type SupervisorOptions } from '../src/supervisor.ts';
import { samplePart } from './sample-part.ts';

const logDir = mkdtempSync(join(tmpdir(), 'posthorn-supervisor-'));
afterAll(() => rmSync(logDir, { recursive: true }));

function supervise(options: Partial<SupervisorOptions> = {}): Supervisor {
  return new Supervisor({ logDir, environment: {}, ...options });
}

test('parts start once those they need are ready, and none runs after the stop', async () => {
  const ready: string[] = [];
  const supervisor = supervise({ onProgress: (line) => ready.push(line.split(' ')[0] ?? '') });
  const [first, second] = [await freePort(), await freePort()];
  await supervisor.start([
    samplePart('second', second, { needs: ['first'] }),
    samplePart('first', first, { delay: 200 }),
  ]);
  expect(ready).toEqual(['first', 'second']);
  expect(readFileSync(join(logDir, 'first.log'), 'utf8')).toContain('first begins');

  await supervisor.stop();
  expect(await isPortTaken(first)).toBe(false);
  expect(await isPortTaken(second)).toBe(false);
});

test('a part that breaks down is named with the last lines of its log and the mend', async () => {
  const crashed = vi.fn<(error: PosthornError) => void>();
  const supervisor = supervise({ onCrash: crashed });
  const port = await freePort();
  await supervisor.start([samplePart('scribe', port)]);
  await answers(`http://127.0.0.1:${port}/crash`);
  await vi.waitFor(() => expect(crashed).toHaveBeenCalledOnce(), { timeout: 10_000 });
  const [error] = crashed.mock.calls[0] ?? [];
  expect(error?.code).toBe('part-crashed');
  const told = explain(error ?? new Error('no error'));
  expect(told).toContain('The part "scribe" ended by itself.');
  expect(told).toContain('the ink is dry');
  expect(told).toContain('Fill the inkwell.');
  await supervisor.stop();
});

describe('a start that cannot succeed says so and leaves nothing behind', () => {
  test('when a part ends at once', async () => {
    const supervisor = supervise();
    const port = await freePort();
    const broken = { ...samplePart('broken', await freePort()), args: ['-e', "throw new Error('no quill')"] };
    const error = await supervisor.start([samplePart('fine', port), broken]).catch((reason: PosthornError) => reason);
    expect(error).toMatchObject({ code: 'part-crashed', message: 'The part "broken" ended before it was ready.' });
    expect(explain(error as PosthornError)).toContain('no quill');
    expect(await isPortTaken(port)).toBe(false);
  });

  test('when its program is not there', async () => {
    const missing = { ...samplePart('missing', await freePort()), command: '/nowhere/program' };
    await expect(supervise().start([missing])).rejects.toMatchObject({ code: 'part-crashed' });
  });

  test('when a part never answers', async () => {
    const slow = samplePart('slow', await freePort(), { delay: 60_000 });
    await expect(supervise({ patience: 500 }).start([slow])).rejects.toMatchObject({
      message: 'The part "slow" did not become ready in time.',
    });
  });

  test('when the disk is full', async () => {
    const full = {
      ...samplePart('full', await freePort()),
      args: ['-e', "throw new Error('database or disk is full')"],
    };
    await expect(supervise().start([full])).rejects.toMatchObject({
      code: 'disk-full',
      mend: 'Free some space on the disk and start again.',
    });
  });

  test('when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = Number(Object(other.address()).port);
    const error = await supervise()
      .start([samplePart('late', port)])
      .catch((reason: PosthornError) => reason);
    expect(error).toMatchObject({ code: 'port-taken' });
    expect(explain(error as PosthornError)).toContain('POSTHORN_PORT_BASE');
    other.close();
  });
});

test('a single part can be stopped, killed and started again on the same port, and that is no crash', async () => {
  const crashed = vi.fn<() => void>();
  const supervisor = supervise({ onCrash: crashed });
  const port = await freePort();
  await supervisor.start([samplePart('post', port)]);
  const first = supervisor.pidOf('post');
  await supervisor.stopPart('post');
  expect(await answers(`http://127.0.0.1:${port}/`)).toBe(false);
  await supervisor.startPart('post');
  expect(supervisor.pidOf('post')).not.toBe(first);
  await supervisor.killPart('post');
  await supervisor.startPart('post');
  expect(await answers(`http://127.0.0.1:${port}/`)).toBe(true);
  expect(crashed).not.toHaveBeenCalled();
  await supervisor.stop();
});

test('when the supervising process itself is killed, its parts end too', async () => {
  const port = await freePort();
  const program = `
    import { Supervisor } from '${new URL('../src/supervisor.ts', import.meta.url).href}';
    const supervisor = new Supervisor({ logDir: '${logDir}', environment: {} });
    await supervisor.start([${JSON.stringify(samplePart('orphan', port))}]);
    console.log('ready');`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  expect(await isPortTaken(port)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(async () => expect(await isPortTaken(port)).toBe(false), { timeout: 10_000 });
});
