import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { raceOfChanges, statusChanges } from './status-changes.ts'

const concurrent = 100
// Measured with 1, 2, 4, 10 and 64 connections: all wait for the lock of one row, and with more than two they only do so
// in the database.
const limitConnections = 2

/** Changes in one restaurant, which all want the same next version. */
export const hot: Row = {
  name: 'hot',
  async run(world) {
    const stand = await world.openStand({ restaurants: 2, parties: 200, devices: 20 })
    const [own, other] = stand.restaurants
    if (!own || !other) throw new Error('two restaurants were asked for')
    const rounds = await raceOfChanges(world, stand, {
      lanes: Array.from({ length: concurrent }, (_, n) => statusChanges(own, n)),
      of: [own],
      limits: { limit: { restaurantIds: [other.id], writers: concurrent, connections: limitConnections } },
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    return [
      {
        figure: `status changes in one hot restaurant, ${concurrent} at a time`,
        limit: 'plain loop on one row',
        unit: '/s',
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≥ 5×, p99 < 25 ms',
        isReached: ratio >= 5 && figure.p99 < 25,
        rounds,
      },
    ]
  },
}
