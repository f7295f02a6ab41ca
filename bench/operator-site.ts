import { randomBytes } from 'node:crypto';
import { startPostgres } from '@posthorn/stack/postgres';
import { fillDatabase, type People } from './operator-people.ts';
import { startOperators, type OperatorProcesses } from './operator-processes.ts';
import { makeServices, type BenchService } from './operator-services.ts';
import type { BenchOptions } from './report.ts';

/** A PostgreSQL server, and operators on databases in it, with people. */
export interface OperatorSite extends AsyncDisposable {
  /** How many processes each operator has. */
  processes: number;
  services: BenchService[];
  /** Starts an operator with so many accounts; `used` of them have stores that can be opened. */
  open(people: { accounts: number; used: number; store?: People['store'] }): Promise<BenchOperator>;
}

/** A running operator with people. */
export interface BenchOperator extends OperatorProcesses {
  databaseUrl: string;
  /** Numbers of the accounts that the load is about. */
  accounts: number[];
}

/** As an administrator would set it up: everything that is said to be stored is on the disk. */
const settings = { shared_buffers: '1GB', max_wal_size: '4GB' };

/** Starts PostgreSQL. Operators are started as they are needed: one process each, which leaves the second of two cores to the database. */
export async function startOperatorSite({ processes = 1, progress }: BenchOptions): Promise<OperatorSite> {
  await using parts = new AsyncDisposableStack();
  const postgres = parts.use(await startPostgres(settings));
  const services = await makeServices();
  const running = parts.move();
  return {
    processes,
    services,
    async open({ accounts, used, store = 'memory' }) {
      const databaseUrl = await postgres.createDatabase();
      const setting = { databaseUrl, secret: randomBytes(32).toString('base64url') };
      const operators = running.use(await startOperators({ ...setting, count: processes }));
      const people = { accounts, used: spread(used, accounts), store };
      progress(`filling a database with ${accounts} accounts`);
      await fillDatabase(databaseUrl, services, people, { secret: setting.secret, operator: operators.baseUrl });
      return { ...operators, databaseUrl, accounts: people.used };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** So many numbers from 1 to `all`, evenly spread. */
function spread(count: number, all: number): number[] {
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * all) / count));
}
