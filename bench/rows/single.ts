import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { raceOfChanges, statusChanges } from './status-changes.ts'

/** One device that changes something, waits for the answer, and goes on. */
export const single: Row = {
  name: 'single',
  async run(world) {
    const stand = await world.openStand({ restaurants: 3 })
    const [own, first, second] = stand.restaurants
    if (!own || !first || !second) throw new Error('three restaurants were asked for')
    const common = { writers: 1, connections: 1 }
    const { figure, oneByOne, inTwo } = await raceOfChanges(world, stand, {
      lanes: [statusChanges(own, 0)],
      of: [own],
      limits: {
        oneByOne: { ...common, restaurantIds: [first.id], isOneByOne: true },
        inTwo: { ...common, restaurantIds: [second.id] },
      },
    })
    const { p50, p99 } = medians(figure)
    const against = (limit: string, rounds: typeof figure) => {
      const limitValue = medians(rounds).p50
      const ratio = p50 / limitValue
      return {
        ...{ figure: 'one change, end to end, one at a time', limit, unit: 'ms' as const },
        ...{ value: p50, limitValue, ratio, p50, p99 },
        rounds: { figure, limit: rounds },
      }
    }
    const plain = against('one transaction of a plain loop, statement by statement', oneByOne)
    return [
      { ...plain, mark: '≤ 1.3×', isReached: plain.ratio <= 1.3 },
      // The most that a loop can do, and more than most do.
      against('the same in two round trips', inTwo),
    ]
  },
}
