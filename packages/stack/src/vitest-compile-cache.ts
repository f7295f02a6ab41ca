import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { posthornDir } from './paths.ts';

// Each test file has a process of its own: without this, each would compile the same libraries again.
enableCompileCache(join(posthornDir, 'node-cache'));
