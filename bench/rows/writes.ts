import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { againstBefore, raceOfChanges } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

const restaurants = 200
const connections = 64
// As many as the pool of the server has; with 4, 16 or 64 the loop was slower (measured).
const limitConnections = 10

/** Changes spread over many restaurants, so that no two want the same row. */
export const writes: Row = {
  name: 'writes',
  begins: 'Twice 200 restaurants, copies of one, in a new database without statistics; half as many rounds as count',
  async run(world) {
    const each = Math.max(2, world.sized(restaurants))
    const lanes = world.sized(connections)
    const wanted = { restaurants: 2 * each, parties: 12, tables: 4, devices: 1 }
    const rounds = await raceOfChanges(world, wanted, ({ restaurants: all }) => {
      const own = all.slice(0, each)
      return {
        lanes: Array.from({ length: lanes }, (_, lane) =>
          own.filter((_one, place) => place % lanes === lane).flatMap((restaurant) => statusChanges(restaurant, 0)),
        ),
        of: own,
        limits: {
          limit: {
            restaurantIds: all.slice(each).map(({ id }) => id),
            writers: lanes,
            connections: limitConnections,
          },
        },
      }
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    const what = {
      figure: `status changes spread over ${restaurants} restaurants, ${connections} connections`,
      unit: '/s',
    } as const
    return [
      {
        ...{ ...what, limit: 'plain loop, one transaction each' },
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≥ 2×, p99 < 25 ms',
        isReached: ratio >= 2 && figure.p99 < 25,
        rounds,
      },
      ...againstBefore(what, rounds),
    ]
  },
}
