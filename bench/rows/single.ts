import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { compareWrites, otherCheckoutLines, type Throughput } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

/** One device that changes something, waits for the answer, and goes on. */
export const single: Row = {
  name: 'single',
  begins: 'Three restaurants in a new database without statistics; half as many rounds as count',
  async run(bench) {
    const loop = { writers: 1, connections: 1 }
    const rounds = await compareWrites(bench, { restaurants: 3 }, ({ restaurants: [own, second, third] }) => {
      if (!own || !second || !third) throw new Error('the row needs three restaurants')
      return {
        connections: [statusChanges(own, 0)],
        of: [own],
        baselines: {
          oneByOne: { ...loop, restaurantIds: [second.id], isOneByOne: true },
          inTwo: { ...loop, restaurantIds: [third.id] },
        },
      }
    })
    const { p50, p99 } = medians(rounds.figure)
    const names = { figure: 'one change, end to end, one at a time', unit: 'ms' } as const
    const besideLoop = (baseline: string, ofLoop: Throughput[]) => {
      const baselineValue = medians(ofLoop).p50
      return {
        ...{ ...names, baseline, value: p50, baselineValue, ratio: p50 / baselineValue, p50, p99 },
        rounds: { figure: rounds.figure, baseline: ofLoop },
      }
    }
    const plain = besideLoop('one transaction of a plain loop, statement by statement', rounds.oneByOne)
    return [
      { ...plain, target: '≤ 1.2×', isMet: plain.ratio <= 1.2 },
      // The best that a loop can do, and better than most do.
      besideLoop('the same in two round trips', rounds.inTwo),
      ...otherCheckoutLines(names, rounds),
    ]
  },
}
