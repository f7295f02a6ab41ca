import type { DatabaseConfig, OperatorConfig } from '@posthorn/operator';
import type { InjectOptions } from 'fastify';
import { openContext, type OperatorContext } from '../src/context.ts';
import { createServer } from '../src/http/server.ts';
import type { Reachable } from './own-peers.ts';
import { engines, temporaryFolder, testConfig, type Answer } from './story.ts';

/** An operator of which a test sees the inside: its records, its stores, its duties. */
export interface OpenedOperator extends Reachable, AsyncDisposable {
  context: OperatorContext;
  /** Files of an account in the operator's own store, by a look into the store. */
  filesOf(accountId: string): Promise<string[]>;
  /** Lets the minutes pass after which files that were given up are deleted, and deletes them. */
  tidyUp(): Promise<void>;
  /** Files that the records name for an account. */
  namedFilesOf(accountId: string): Promise<string[]>;
}

/** Opens an operator without a port of its own. */
export async function openOperator(
  database: DatabaseConfig,
  changes: Partial<OperatorConfig> = {},
): Promise<OpenedOperator> {
  await using parts = new AsyncDisposableStack();
  const folder = database.kind === 'pglite' ? database.folder : parts.use(await temporaryFolder()).folder;
  const context = parts.use(await openContext(testConfig(database, folder, { logLevel: 'silent', ...changes })));
  const server = parts.adopt(await createServer(context), (open) => open.close());
  async function ask(request: InjectOptions): Promise<Answer> {
    const { statusCode: status, body: text, headers } = await server.inject(request);
    const isJson = String(headers['content-type']).startsWith('application/json');
    const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    return { status, headers: new Headers(entries), text, body: isJson ? JSON.parse(text) : {} };
  }
  const running = parts.move();
  return {
    context,
    read: (url, headers = {}) => ask({ method: 'GET', url, headers }),
    send: (payload, headers = { 'content-type': 'application/jwt' }) =>
      ask({ method: 'POST', url: '/api', payload, headers }),
    filesOf: (accountId) => context.stores.store({ provider: 'memory' }).list(`${accountId}/`),
    async tidyUp() {
      const inAnHour = Math.floor(Date.now() / 1000) + 3600;
      await context.database.updateTable('discarded_files').set({ due_at: 0 }).where('due_at', '<', inAnHour).execute();
      await context.housekeeping.run();
    },
    async namedFilesOf(accountId) {
      const rows = await context.database
        .selectFrom('documents')
        .select('path')
        .where('account_id', '=', accountId)
        .execute();
      return rows.map(({ path }) => path).toSorted();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** One operator on each engine. */
export interface OpenedOperators extends AsyncDisposable {
  PGlite: OpenedOperator;
  PostgreSQL: OpenedOperator;
  /** The database of the second, for further operators. */
  postgres: DatabaseConfig & { kind: 'postgres' };
}

/** Opens an operator on each engine, both at once. */
export async function openOperators(): Promise<OpenedOperators> {
  await using parts = new AsyncDisposableStack();
  const { folder } = parts.use(await temporaryFolder());
  const [engine, PGlite] = await Promise.all([engines.PostgreSQL(), openOperator({ kind: 'pglite', folder })]);
  parts.use(engine);
  parts.use(PGlite);
  const postgres = await engine.emptyDatabase();
  if (postgres.kind !== 'postgres') throw new Error('This is another engine.');
  const PostgreSQL = parts.use(await openOperator(postgres));
  const running = parts.move();
  return { PGlite, PostgreSQL, postgres, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
