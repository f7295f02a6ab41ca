import { readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Claims a folder for this process, because two PGlite processes in one folder would destroy it. A claim of a process that
 * is gone (a crash, a power cut) does not count.
 *
 * @returns what gives the folder free again
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = `${folder}/operator.pid`;
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder !== process.pid && isRunning(holder)) {
    throw new Error(
      `The data folder ${folder} is used by process ${holder}. Stop that operator, or give this one another POSTHORN_DATA.`,
    );
  }
  await rm(file, { force: true });
  await writeFile(file, String(process.pid), { flag: 'wx' });
  return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
