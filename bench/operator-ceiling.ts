/**
 * What a process could do at best: verify and sign with the same keys by jose, and one indexed query on the same database. A program of
 * its own, because the operator is one, too.
 */
import { CompactSign, compactVerify, importJWK, type CryptoKey, type JWK } from 'jose';
import pg from 'pg';
import { secondsFor } from './pool.ts';

/** What is verified, signed and asked. */
export interface CeilingWork {
  databaseUrl: string;
  algorithm: 'PS256' | 'ES256';
  verifyKey: JWK;
  signKey: JWK;
  /** Signed with the key that belongs to `verifyKey`. */
  request: string;
  /** What is signed: as long as an answer. */
  response: string;
  /** Ids of connections, used in turn. */
  connections: string[];
}

/** A round of it. */
export interface CeilingOrder {
  work: CeilingWork;
  count: number;
  concurrency: number;
}

type Job = (index: number) => Promise<void>;

const jobs = new Map<string, Promise<Job>>();
const databases = new Map<string, pg.Pool>();

async function prepare(work: CeilingWork): Promise<Job> {
  const { algorithm, request, connections } = work;
  const verifyKey = (await importJWK(work.verifyKey, algorithm)) as CryptoKey;
  const signKey = (await importJWK(work.signKey, algorithm)) as CryptoKey;
  const response = new TextEncoder().encode(work.response);
  const database = databases.get(work.databaseUrl) ?? new pg.Pool({ connectionString: work.databaseUrl, max: 10 });
  databases.set(work.databaseUrl, database);
  return async (index) => {
    await compactVerify(request, verifyKey, { algorithms: [algorithm] });
    const id = connections[index % connections.length];
    await database.query('select account_id, service from connections where id = $1', [id]);
    await new CompactSign(response).setProtectedHeader({ alg: algorithm, kid: 'operator_key' }).sign(signKey);
  };
}

process.on('message', ({ work, count, concurrency }: CeilingOrder) => {
  const job = jobs.get(work.algorithm) ?? prepare(work);
  jobs.set(work.algorithm, job);
  void job.then(async (ready) => process.send?.(await secondsFor(count, concurrency, ready)));
});
process.on('disconnect', () => process.exit());
