import { defineConfig } from 'vitest/config'

// A test's suffix says what it needs: `.test.ts` nothing, `.pg.test.ts` a PostgreSQL, of which there is one for the run.
// Vitest starts it only where such a test is among those asked for.
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: ['apps/*/src/**/*.pg.test.ts', 'e2e/**/*.pg.test.ts'],
          exclude: ['e2e/stand/**', '**/node_modules/**'],
          globalSetup: ['./apps/server/src/testing/cluster.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['e2e/stand/**/*.pg.test.ts'],
          globalSetup: ['./apps/server/src/testing/cluster.ts', './e2e/stand/browser-setup.ts'],
          // One page at a time has the processor: some are measured.
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
})
