import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'
import { formatFailure, formatReport, runSeeds, simulatedInvariants } from './run-seeds.ts'

// simulation.deep.test.ts runs others for two minutes.
const seeds = { from: 1, count: 1000, withinMs: 20_000 }

test('the same seed gives the same trace twice', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [await runSeed(seed), await runSeed(seed)]
    expect(second.hash).toBe(first.hash)
    expect(second.events).toBe(first.events)
  }
})

test('[I1] [I2] [I3] [I4] [I5] [I6] [I7] [I8] [I9] [I10] [I11] [I12] [I13] [I14] [I16] [I17] [I19] [I20] [I35] [I36] every invariant holds while network, nodes, clocks and database fail', async () => {
  const report = await runSeeds(seeds)
  process.stdout.write(`${formatReport(report)}\n`)
  const [failed] = report.failed
  expect(failed ? formatFailure(failed) : '').toBe('')
  expect(simulatedInvariants.filter((invariant) => !report.counts.has(invariant))).toEqual([])
}, 120_000)
