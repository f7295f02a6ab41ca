import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'e2e/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: 'packages/stack/src/vitest-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
