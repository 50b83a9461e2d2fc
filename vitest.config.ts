import { defineConfig } from 'vitest/config'

// A test's suffix says what it needs: `.test.ts` nothing, `.pg.test.ts` a PostgreSQL and `.browser.test.ts` a browser with
// a server, of which there is one for the run. Vitest starts them only where such a test is among those asked for.
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.{ts,tsx}', '{e2e,bench}/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: ['apps/*/src/**/*.pg.test.ts', '{e2e,bench}/**/*.pg.test.ts'],
          globalSetup: ['./apps/server/src/testing/cluster.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['e2e/stand/**/*.browser.test.ts'],
          globalSetup: ['./e2e/stand/browser-setup.ts'],
          // After all others, and one page at a time has the processor: some are measured.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          // One connection to the browser for all files.
          isolate: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
})
