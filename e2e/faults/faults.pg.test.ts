import { beforeAll, expect, test } from 'vitest'
// Says so, loudly, where there is no Redis; the nodes then find each other by polling.
import '../../apps/server/src/testing/redis.ts'
import { faultKinds } from './plan.ts'
import { type Report, runFaults } from './run.ts'

// One run with one of each fault, looked at from many sides; `npm run faults` makes long ones with many seeds.
let report: Report

beforeAll(async () => {
  report = await runFaults({ seed: 1, operations: 60, rounds: 1 })
}, 120_000)

function expectNothingWrong(...invariants: string[]): void {
  const wrongs = report.wrongs.filter(({ invariant }) => invariants.includes(invariant))
  expect(wrongs, report.story.join('\n')).toEqual([])
}

test('nodes, PostgreSQL, Redis and networks go away and come back, each in every way', () => {
  expect(new Set(report.kinds)).toEqual(new Set(faultKinds))
  expect(report.confirmed).toBeGreaterThan(100)
  expect(report.acknowledged).toBeGreaterThan(20)
})

test('[I1] [I7] bare sockets get every version linked to the one before, and all of it is in the log', () => {
  expect(report.heard).toBeGreaterThan(report.versions)
  expectNothingWrong('I1', 'I7', 'I16')
})

test('[I2] [I3] the log, frames and cursors lead everybody to the floor that every node has', () => {
  expectNothingWrong('I2', 'I3')
})

test('[I4] [I5] [I14] a floor is one instant, has what was acknowledged before, and never an older version', () => {
  expect(report.reads).toBeGreaterThan(20)
  expectNothingWrong('I4', 'I5', 'I14')
})

test('[I6] everything that was acknowledged is in the log, at the version and with the effect that were told', () => {
  expectNothingWrong('I6')
})

test('[I8] [I9] [I20] each change has one outcome, however often it was sent; a refused batch did nothing', () => {
  expectNothingWrong('I8', 'I9', 'I20')
})

test('[I10] tables and parties agree on every device at every version', () => {
  expectNothingWrong('I10')
})

test('[I17] when everything is back, all are equal and nothing is unsent within ten seconds', () => {
  expect(report.healedInMs).toBeLessThan(10_000)
  expectNothingWrong('I17')
})

test('[I24] without PostgreSQL nodes show their floor and tell changes when to come again', () => {
  expect(report.readsWithoutDatabase).toBeGreaterThan(0)
  expect(report.refusedWithoutDatabase).toBeGreaterThan(0)
  expectNothingWrong('I24')
})
