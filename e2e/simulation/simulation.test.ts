import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'
import { formatFailure, formatReport, runSeeds, simulatedInvariants } from './run-seeds.ts'

const seed = process.env.SIM_SEED
const seeds = process.env.SIM_SEEDS
const from = Number(seed ?? 1)
const count = seed ? 1 : Number(seeds ?? 1000)
// Without a wish, as many as fit into two minutes.
const withinMs = seed || seeds ? Number.POSITIVE_INFINITY : 115_000

test('the same seed gives the same trace twice', async () => {
  for (const one of [1, 2, 3]) {
    const [first, second] = [await runSeed(one), await runSeed(one)]
    expect(second.hash).toBe(first.hash)
    expect(second.events).toBe(first.events)
  }
}, 60_000)

test('[I1] [I2] [I3] [I4] [I5] [I6] [I7] [I8] [I9] [I10] [I11] [I12] [I13] [I14] [I16] [I17] [I19] [I20] every invariant holds while network, nodes, clocks and database fail', async () => {
  const report = await runSeeds({ from, count, withinMs })
  process.stdout.write(`${formatReport(report)}\n`)
  const [failed] = report.failed
  expect(failed ? formatFailure(failed) : '').toBe('')
  if (!seed) expect(simulatedInvariants.filter((invariant) => !report.counts.has(invariant))).toEqual([])
}, 3_600_000)
