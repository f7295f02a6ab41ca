import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repositoryRoot: string = fileURLToPath(new URL('../../../', import.meta.url));

/** What the set-up and the stack keep on this machine; not part of the repository. */
export const posthornDir: string = join(repositoryRoot, '.posthorn');

/** Python of the environment that the set-up makes. */
export const pythonPath: string = join(posthornDir, 'venv', 'bin', 'python');
