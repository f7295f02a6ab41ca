import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '@posthorn/stack/postgres';
import { engines, outcome, publicUrl, startTestOperator, TestAgency, type Answer, type Engine } from './story.ts';

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts');
const running = new Set<ChildProcess>();

let engine: Engine;
beforeAll(async () => {
  engine = await engines.PGlite();
  // Whoever needs a database first makes the template of it: no test's own time.
  await engine.emptyDatabase();
});
afterAll(() => engine[Symbol.asyncDispose]());

/** A folder with an empty database in it. */
async function preparedFolder(): Promise<string> {
  const database = await engine.emptyDatabase();
  return database.kind === 'pglite' ? database.folder : '';
}

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
  const folder = await preparedFolder();
  const kiel = await TestAgency.named('kiel');
  const first = run({ POSTHORN_DATA: folder });
  expect(await post(await first.ready, await kiel.registration())).toBe(200);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = run({ POSTHORN_DATA: folder });
  const agencies = await (await fetch(`${await second.ready}/directory/agencies`)).json();
  expect(agencies).toMatchObject({ agencies: [{ clientId: kiel.clientId }] });
});

test('a second operator does not touch a folder that is in use', async () => {
  const folder = await preparedFolder();
  const first = run({ POSTHORN_DATA: folder });
  await first.ready;
  const second = run({ POSTHORN_DATA: folder });
  const [code] = await once(second.child, 'close');
  expect(code).toBe(1);
  expect(second.output()).toContain('is in use by another operator. Stop that operator, or give this one another');
});

test('told to stop, it answers what it has begun and ends by itself', async () => {
  const folder = await preparedFolder();
  const { child, ready } = run({ POSTHORN_DATA: folder });
  const url = await ready;
  const begun = Array.from({ length: 10 }, async () => {
    const answer = await fetch(`${url}/directory/regions`);
    return { status: answer.status, length: (await answer.text()).length };
  });
  // This one never reads its answer; it does not hold up the end.
  const stalled = await fetch(`${url}/directory/regions`);
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(stalled.status).toBe(200);
  for (const { status, length } of await Promise.all(begun)) {
    if (status === 200) expect(length).toBeGreaterThan(1_000_000);
    else expect(status).toBe(503);
  }
});

test('in production nobody registers who is not on the list', async () => {
  const folder = await preparedFolder();
  const kiel = await TestAgency.named('kiel');
  const closed = run({ POSTHORN_DATA: folder, NODE_ENV: 'production' });
  expect(await post(await closed.ready, await kiel.registration())).toBe(403);
  closed.child.kill('SIGTERM');
  await once(closed.child, 'exit');

  const listed = run({
    POSTHORN_DATA: folder,
    NODE_ENV: 'production',
    POSTHORN_AGENCY_KEYS: `x, ${kiel.key.kid}`,
  });
  expect(await post(await listed.ready, await kiel.registration())).toBe(200);
});

test('what is wrong at the start is said in a sentence with its mend', async () => {
  const folder = await preparedFolder();
  await using other = await startTestOperator({ kind: 'pglite', folder });
  const taken = new URL(other.url).port;
  const free = await preparedFolder();
  const nowhere = 'postgresql://nobody@127.0.0.1:1/none';
  const mistakes: [Record<string, string>, RegExp][] = [
    [{ HOST: 'directory.example' }, /^HOST is not an http\(s\) URL\. Set HOST to the public URL/],
    [{ PORT: 'eighty' }, /^PORT is not a whole number\. Set PORT to digits only\.\n$/],
    [{ POSTHORN_DATA: free, PORT: taken }, /The port \d+ is used by another program\. Stop that program/],
    [{ DATABASE_URL: nowhere }, /^The database cannot be reached or brought up to date\. Check DATABASE_URL/],
  ];
  const starts = mistakes.map(async ([env, sentence]) => {
    const { child, output } = run(env);
    const [code] = await once(child, 'close');
    expect([code, output()]).toEqual([1, expect.stringMatching(sentence)]);
    expect(output()).not.toMatch(/\n\s+at /);
  });
  await Promise.all(starts);
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
