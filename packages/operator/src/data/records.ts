import { isPosthornError, type UnverifiedMessage } from '@posthorn/protocol';
import { inBatches } from '../database/in-batches.ts';
import type { Database } from '../database/schema.ts';
import { commitAll, type DataCommit } from './commit.ts';
import { findScopes, type Scope, type ScopeQuestion } from './scope.ts';

/** The records about data, as requests use them: those that come at the same time share a statement. */
export interface DataRecords {
  /** What the sender of a message may do in the connection that it names; undefined if there is no such connection of this service. */
  findScope(message: Pick<UnverifiedMessage, 'sub' | 'iss'>, type: 'READ' | 'WRITE'): Promise<Scope | undefined>;
  /** Writes a use of data; see `commitAll`. @throws PosthornError `message-replayed` */
  commit(commit: DataCommit): Promise<boolean>;
}

/** One at a time: what comes while the database works makes the next batch, and larger batches cost less. */
const rules = { largest: 50, atOnce: 1 };

export function createDataRecords(database: Database): DataRecords {
  const find = {
    READ: inBatches((questions: ScopeQuestion[]) => findScopes(questions, 'READ', database), rules),
    WRITE: inBatches((questions: ScopeQuestion[]) => findScopes(questions, 'WRITE', database), rules),
  };
  const commit = inBatches((commits: DataCommit[]) => commitAll(commits, database), {
    ...rules,
    nameOf: ({ accountId }) => accountId,
    isOfOne,
  });
  return {
    async findScope({ sub, iss }, type) {
      if (sub === null || sub.includes('\u0000') || iss.includes('\u0000')) return undefined;
      return find[type]({ sub, iss });
    },
    commit,
  };
}

/** A replay, or what PostgreSQL takes back because of a value or of others who do the same: classes 22, 23 and 40. */
function isOfOne(error: unknown): boolean {
  if (isPosthornError(error)) return error.code === 'message-replayed';
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(22|23|40)...$/.test(code);
}
