import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { compileWords } from './apps/host-stand/compile-words.ts'

// A test's suffix says what it needs: `.test.ts` nothing, `.test.tsx` a page of jsdom, `.pg.test.ts` a PostgreSQL,
// `.browser.test.ts` a browser with a server, of which there is one for the run. `.deep.test.ts` has all of these and takes
// long: `npm test` leaves it out. `.speed.test.ts` has a browser and needs a machine that does nothing else. Vitest starts
// PostgreSQL and the browser only where such a test is among those asked for.

const cluster = './apps/server/src/testing/cluster.ts'
const browser = './e2e/stand/browser-setup.ts'

const inBrowser = {
  globalSetup: [browser],
  // One connection to the browser is for all files of a worker.
  isolate: false,
}

export default defineConfig({
  plugins: [compileWords()],
  test: {
    // By default one processor is kept free: on two of them files would run one after another.
    maxWorkers: '100%',
    // Far more than any test takes alone: a limit must find what hangs, not what shares the processors. What has to happen
    // within a time says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', '{e2e,bench}/**/*.test.ts'],
          exclude: ['**/*.{pg,browser,deep,speed}.test.ts', '**/node_modules/**'],
          // Files share the modules they load: to load them anew took as long as the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          include: ['apps/host-stand/src/**/*.test.tsx', 'packages/*/src/**/*.test.tsx'],
          // As for `pure`: with modules of its own, each file took four times as long.
          isolate: false,
          setupFiles: ['./apps/host-stand/src/testing/one-page.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: ['apps/*/src/**/*.pg.test.ts', '{e2e,bench}/**/*.pg.test.ts'],
          globalSetup: [cluster],
          isolate: false,
          // These wait for processes, disks and timers as much as for a processor.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...inBrowser,
          name: 'browser',
          include: ['e2e/stand/**/*.browser.test.ts'],
          // As for `pg`, and beside it.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'deep',
          include: ['apps/*/src/**/*.deep.test.ts', '{e2e,bench}/**/*.deep.test.ts'],
          globalSetup: [cluster, browser],
        },
      },
      {
        extends: true,
        test: {
          ...inBrowser,
          name: 'speed',
          include: ['e2e/stand/**/*.speed.test.ts', 'apps/server/src/**/*.speed.test.ts'],
          // Pages take turns, after all other tests.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
