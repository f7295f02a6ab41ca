import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PosthornError } from '@posthorn/protocol';

/**
 * Claims a folder for this process, because two PGlite processes in one folder would destroy it. SQLite does the locking: the
 * system takes the lock back when the process ends, however it ends.
 *
 * @returns what gives the folder free again
 * @throws PosthornError `store-in-use`
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(path.join(folder, 'operator.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new PosthornError('store-in-use', `The data folder ${folder} is in use by another operator.`, {
      mend: 'Stop that operator, or give this one another POSTHORN_DATA.',
      cause,
    });
  }
  return () => lock.close();
}
