import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { againstBefore, raceOfChanges } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

/** One device that changes something, waits for the answer, and goes on. */
export const single: Row = {
  name: 'single',
  begins: 'Three restaurants in a new database without statistics; half as many rounds as count',
  async run(world) {
    const common = { writers: 1, connections: 1 }
    const rounds = await raceOfChanges(world, { restaurants: 3 }, ({ restaurants: [own, first, second] }) => {
      if (!own || !first || !second) throw new Error('three restaurants were asked for')
      return {
        lanes: [statusChanges(own, 0)],
        of: [own],
        limits: {
          oneByOne: { ...common, restaurantIds: [first.id], isOneByOne: true },
          inTwo: { ...common, restaurantIds: [second.id] },
        },
      }
    })
    const { p50, p99 } = medians(rounds.figure)
    const what = { figure: 'one change, end to end, one at a time', unit: 'ms' } as const
    const against = (limit: string, limitRounds: typeof rounds.figure) => {
      const limitValue = medians(limitRounds).p50
      const ratio = p50 / limitValue
      return {
        ...{ ...what, limit, value: p50, limitValue, ratio, p50, p99 },
        rounds: { figure: rounds.figure, limit: limitRounds },
      }
    }
    const plain = against('one transaction of a plain loop, statement by statement', rounds.oneByOne)
    return [
      { ...plain, mark: '≤ 1.2×', isReached: plain.ratio <= 1.2 },
      // The most that a loop can do, and more than most do.
      against('the same in two round trips', rounds.inTwo),
      ...againstBefore(what, rounds),
    ]
  },
}
