import { beforeAll, expect, test } from 'vitest'
// Warns loudly if there is no Redis; the nodes then find each other by polling.
import '../../apps/server/src/testing/redis.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { faultKinds } from './plan-faults.ts'
import { type FaultReport, runFaults } from './run-faults.ts'

// One short run with each kind of fault, and a test for each group of invariants. `npm run faults` makes long runs.
let report: FaultReport

beforeAll(async () => {
  report = await runFaults({ seed: 1, operations: 60, rounds: 1 })
}, 300_000)

/** Each invariant was checked, and held. */
function expectToHold(...invariants: Invariant[]): void {
  expect(invariants.filter((invariant) => !report.counts.has(invariant))).toEqual([])
  const violations = report.violations.filter(({ invariant }) => invariants.some((one) => one === invariant))
  expect(violations, report.trace.join('\n')).toEqual([])
}

test('the run has every kind of fault, and changes are confirmed all the same', () => {
  expect(new Set(report.faults)).toEqual(new Set(faultKinds))
  expect(report.confirmed).toBeGreaterThan(100)
  expect(report.acknowledged).toBeGreaterThan(20)
})

test('[I1] [I7] [I16] sockets get every version linked to the one before, and every frame is in the log', () => {
  expect(report.framesHeard).toBeGreaterThan(report.versions)
  expectToHold('I1', 'I7', 'I16')
})

test('[I2] [I3] log, frames and cursors lead every client to the floor that every node has', () => {
  expectToHold('I2', 'I3')
})

test('[I4] [I5] [I14] a floor is one instant, has everything that was acknowledged before, and is never an older one', () => {
  expect(report.reads).toBeGreaterThan(20)
  expectToHold('I4', 'I5', 'I14')
})

test('[I6] every acknowledged change is in the log, at the version and with the effect that the client was told', () => {
  expectToHold('I6')
})

test('[I8] [I9] [I20] each change has one outcome, however often it is sent, and a refused batch does nothing', () => {
  expectToHold('I8', 'I9', 'I20')
})

test('[I10] tables and parties agree on every device at every version', () => {
  expectToHold('I10')
})

test('[I17] when all faults are over, every client is equal and has sent everything within ten seconds', () => {
  expect(report.convergedInMs).toBeLessThan(10_000)
  expectToHold('I17')
})

test('[I24] without PostgreSQL, nodes serve their floor and tell changes when to try again', () => {
  expect(report.readsWithoutDatabase).toBeGreaterThan(0)
  expect(report.refusedWithoutDatabase).toBeGreaterThan(0)
  expectToHold('I24')
})
