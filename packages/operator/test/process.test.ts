import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startPostgres } from './postgres-server.ts';
import { outcome, publicUrl, startTestOperator, temporaryFolder, TestAgency, type Answer } from './story.ts';

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts');
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** `npm run operator`, with nothing in its environment but what is given. */
function run(env: Record<string, string>): { child: ChildProcess; output: () => string; ready: Promise<string> } {
  const child = spawn(process.execPath, [main], {
    env: { HOST: publicUrl, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        output += `${line}\n`;
        const url = /listening on (\S+)\)/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  // Who waits for the end does not wait for it to be ready.
  ready.catch(() => undefined);
  return { child, output: () => output, ready };
}

async function post(url: string, jws: string): Promise<number> {
  const headers = { 'content-type': 'application/jwt' };
  return (await fetch(`${url}/api`, { method: 'POST', body: jws, headers })).status;
}

test('an operator that is killed has kept what it accepted', async () => {
  await using data = await temporaryFolder();
  const kiel = await TestAgency.named('kiel');
  const first = run({ POSTHORN_DATA: data.folder });
  expect(await post(await first.ready, await kiel.registration())).toBe(200);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = run({ POSTHORN_DATA: data.folder });
  const agencies = await (await fetch(`${await second.ready}/directory/agencies`)).json();
  expect(agencies).toMatchObject({ agencies: [{ clientId: kiel.clientId }] });
});

test('a second operator does not touch a folder that is in use', async () => {
  await using data = await temporaryFolder();
  const first = run({ POSTHORN_DATA: data.folder });
  await first.ready;
  const second = run({ POSTHORN_DATA: data.folder });
  const [code] = await once(second.child, 'exit');
  expect(code).toBe(1);
  expect(second.output()).toContain(`is used by process ${first.child.pid}`);
});

test('told to stop, it answers what it has begun and ends by itself', async () => {
  await using data = await temporaryFolder();
  const { child, ready } = run({ POSTHORN_DATA: data.folder });
  const url = await ready;
  const begun = Array.from({ length: 10 }, async () => {
    const answer = await fetch(`${url}/directory/regions`);
    return { status: answer.status, length: (await answer.text()).length };
  });
  // This one never reads its answer; it does not hold up the end.
  const stalled = await fetch(`${url}/directory/regions`);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(stalled.status).toBe(200);
  for (const { status, length } of await Promise.all(begun)) {
    if (status === 200) expect(length).toBeGreaterThan(1_000_000);
    else expect(status).toBe(503);
  }
});

test('in production nobody registers who is not on the list', async () => {
  await using data = await temporaryFolder();
  const kiel = await TestAgency.named('kiel');
  const closed = run({ POSTHORN_DATA: data.folder, NODE_ENV: 'production' });
  expect(await post(await closed.ready, await kiel.registration())).toBe(403);
  closed.child.kill('SIGTERM');
  await once(closed.child, 'exit');

  const listed = run({
    POSTHORN_DATA: data.folder,
    NODE_ENV: 'production',
    POSTHORN_AGENCY_KEYS: `x, ${kiel.key.kid}`,
  });
  expect(await post(await listed.ready, await kiel.registration())).toBe(200);
});

test('a wrong setting ends it with one sentence', async () => {
  const { child, output } = run({ HOST: 'directory.example' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(output()).toBe('HOST must be the public http(s) URL of the operator, such as https://directory.example.\n');
});

test('while its database is away it says so, and nothing of its inside', async () => {
  const postgres = await startPostgres();
  await using parts = new AsyncDisposableStack();
  const database = parts.adopt(postgres, (server) => server[Symbol.asyncDispose]());
  const operator = parts.use(await startTestOperator({ kind: 'postgres', url: await database.createDatabase() }));
  expect((await operator.read('/health')).status).toBe(200);
  await postgres[Symbol.asyncDispose]();
  const kiel = await TestAgency.named('kiel');
  const answers: Answer[] = [
    await operator.read('/health'),
    await operator.read('/directory/agencies'),
    await operator.read('/'),
    await operator.send(await kiel.registration()),
  ];
  for (const answer of answers) {
    expect([answer.status, outcome(answer)]).toEqual([503, 'operator-unavailable']);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|postgres|ECONN|\.ts/i);
  }
});
