import { expect, test } from 'vitest'
import { formatFailure, formatReport, runSeeds, simulatedInvariants } from './run-seeds.ts'

// As many of the second thousand seeds as fit into two minutes.
const seeds = { from: 1001, count: 1000, withinMs: 115_000 }

test('[I1] [I2] [I3] [I4] [I5] [I6] [I7] [I8] [I9] [I10] [I11] [I12] [I13] [I14] [I16] [I17] [I19] [I20] [I35] [I36] every invariant holds in two minutes of further seeds', async () => {
  const report = await runSeeds(seeds)
  process.stdout.write(`${formatReport(report)}\n`)
  const [failed] = report.failed
  expect(failed ? formatFailure(failed) : '').toBe('')
  expect(simulatedInvariants.filter((invariant) => !report.counts.has(invariant))).toEqual([])
}, 240_000)
