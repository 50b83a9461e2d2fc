import { defineConfig } from 'vitest/config'

// A test's suffix says what it needs: `.test.ts` nothing, `.pg.test.ts` a PostgreSQL, `.browser.test.ts` a browser with
// a server, of which there is one for the run, and `.speed.test.ts` those and a machine that does nothing else and is none
// of the slow ones. Vitest starts them only where such a test is among those asked for.

// Pages take turns: each has the processor to itself, and one connection to the browser is for all files.
const inBrowser = {
  globalSetup: ['./e2e/stand/browser-setup.ts'],
  fileParallelism: false,
  isolate: false,
  testTimeout: 60_000,
}

export default defineConfig({
  test: {
    // By default one processor is kept free: on two of them files would run one after another.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/*/src/**/*.test.ts', 'apps/server/src/**/*.test.ts', '{e2e,bench}/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/*.browser.test.ts', '**/*.speed.test.ts', '**/node_modules/**'],
          // Files share the modules they load: to load them anew took as long as the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // Modules of the host stand hold what the page shows: each file has its own.
          name: 'dom',
          include: ['apps/host-stand/src/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.tsx'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: ['apps/*/src/**/*.pg.test.ts', '{e2e,bench}/**/*.pg.test.ts'],
          globalSetup: ['./apps/server/src/testing/cluster.ts'],
          // Some start processes, which share the processors with the files that run beside.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...inBrowser,
          name: 'browser',
          include: ['e2e/stand/**/*.browser.test.ts'],
          // After all others.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...inBrowser,
          name: 'speed',
          include: ['e2e/stand/**/*.speed.test.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
