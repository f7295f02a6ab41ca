import { defineConfig, type ViteUserConfig } from 'vitest/config';

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
    // The tests mostly wait for other processes: one file per core, where the default would leave one core out.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine with more to do than this takes longer than the default second.
    expect: { poll: { timeout: 20_000 } },
  },
});

export default config;
