import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { raceOfChanges, statusChanges } from './status-changes.ts'

const restaurants = 200
const connections = 64
// As many as the pool of the server has; with 4, 16 or 64 the loop was slower (measured).
const limitConnections = 10

/** Changes spread over many restaurants, so that no two want the same row. */
export const writes: Row = {
  name: 'writes',
  async run(world) {
    const each = Math.max(2, world.sized(restaurants))
    const lanes = world.sized(connections)
    const stand = await world.openStand({ restaurants: 2 * each, parties: 12, tables: 4, devices: 1 })
    const own = stand.restaurants.slice(0, each)
    const rounds = await raceOfChanges(world, stand, {
      lanes: Array.from({ length: lanes }, (_, lane) =>
        own.filter((_one, place) => place % lanes === lane).flatMap((restaurant) => statusChanges(restaurant, 0)),
      ),
      of: own,
      limits: {
        limit: {
          restaurantIds: stand.restaurants.slice(each).map(({ id }) => id),
          writers: lanes,
          connections: limitConnections,
        },
      },
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    return [
      {
        figure: `status changes spread over ${restaurants} restaurants, ${connections} connections`,
        limit: 'plain loop, one transaction each',
        unit: '/s',
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≥ 1.5×',
        isReached: ratio >= 1.5,
        rounds,
      },
    ]
  },
}
