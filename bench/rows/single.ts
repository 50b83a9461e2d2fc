import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { raceOfChanges, statusChanges } from './status-changes.ts'

/** One device that changes something, waits for the answer, and goes on. */
export const single: Row = {
  name: 'single',
  async run(world) {
    const stand = await world.openStand({ restaurants: 2 })
    const [own, other] = stand.restaurants
    if (!own || !other) throw new Error('two restaurants were asked for')
    const rounds = await raceOfChanges(world, stand, {
      lanes: [statusChanges(own, 0)],
      of: [own],
      limit: { restaurantIds: [other.id], writers: 1, connections: 1 },
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.p50 / limit.p50
    return [
      {
        figure: 'one change, end to end, one at a time',
        limit: 'one transaction of a plain loop',
        unit: 'ms',
        ...{ value: figure.p50, limitValue: limit.p50, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≤ 1.3×',
        isReached: ratio <= 1.3,
        rounds,
      },
    ]
  },
}
