import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { fuzzInvariants, runFuzz } from './run-fuzz.ts'

test('[I15] [I20] of a thousand requests by anybody each gets its documented answer, and the other restaurant stays as it is', async () => {
  const database = await createTestDatabase()
  onTestFinished(database.close)
  const { violations, counts, tallies, requests } = await runFuzz({ seed: 1, requests: 1200, database })
  expect(violations).toEqual([])
  expect(requests).toBeGreaterThanOrEqual(1200)
  // A load whose requests are all refused would show nothing.
  for (const status of ['200', '201', '204', '400', '401', '403', '404', '409', '422']) {
    expect(tallies.get(status), status).toBeGreaterThan(0)
  }
  for (const invariant of fuzzInvariants) expect(counts.get(invariant), invariant).toBeGreaterThan(0)
})
