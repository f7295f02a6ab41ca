import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongFilesFirst } from './scripts/long-files-first.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'e2e/**/*.test.ts',
      'bench/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    globalSetup: ['packages/stack/src/vitest-setup.ts', 'apps/mailbox/test/build-setup.ts'],
    setupFiles: ['packages/stack/src/vitest-compile-cache.ts'],
    // The same for the programs that tests start.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.posthorn', 'node-cache') },
    // The tests mostly wait for other processes: one file per core, where the default would leave one core out.
    maxWorkers: 2,
    // Files share what a worker has imported and compiled: they keep nothing in modules.
    isolate: false,
    sequence: { sequencer: LongFilesFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A machine with more to do than this takes longer than the default second.
    expect: { poll: { timeout: 20_000 } },
  },
});

export default config;
