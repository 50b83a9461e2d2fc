import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { againstBefore, raceOfChanges } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

const concurrent = 100
// Measured with 1, 2, 4, 10 and 64 connections: all wait for the lock of one row, and with more than two they only do so
// in the database.
const limitConnections = 2

/** Changes in one restaurant, which all want the same next version. */
export const hot: Row = {
  name: 'hot',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(world) {
    const wanted = { restaurants: 2, parties: 200, devices: 20 }
    const rounds = await raceOfChanges(world, wanted, ({ restaurants: [own, other] }) => {
      if (!own || !other) throw new Error('two restaurants were asked for')
      return {
        lanes: Array.from({ length: concurrent }, (_, n) => statusChanges(own, n)),
        of: [own],
        limits: { limit: { restaurantIds: [other.id], writers: concurrent, connections: limitConnections } },
      }
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    const what = { figure: `status changes in one hot restaurant, ${concurrent} at a time`, unit: '/s' } as const
    return [
      {
        ...{ ...what, limit: 'plain loop on one row' },
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≥ 7×, p99 < 20 ms',
        isReached: ratio >= 7 && figure.p99 < 20,
        rounds,
      },
      ...againstBefore(what, rounds),
    ]
  },
}
