import type { Row } from '../measure/row.ts'
import { compareWrites, writeLines } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const restaurantCount = 200
const connectionCount = 64
// As many as the server's pool has. With 4, 16 or 64 the loop was slower (measured).
const loopConnections = 10

/** Changes spread over many restaurants: no two want the same row. */
export const writes: Row = {
  name: 'writes',
  begins: 'Twice 200 restaurants, copies of one, in a new database without statistics; half as many rounds as count',
  async run(bench) {
    const each = Math.max(2, bench.scaled(restaurantCount))
    const writers = bench.scaled(connectionCount)
    const fill = { restaurants: 2 * each, parties: 12, tables: 4, devices: 1 }
    const rounds = await compareWrites(bench, fill, ({ restaurants }) => {
      const own = restaurants.slice(0, each)
      return {
        connections: Array.from({ length: writers }, (_, n) =>
          own.filter((_one, i) => i % writers === n).flatMap((restaurant) => statusChanges(restaurant, 0)),
        ),
        of: own,
        baselines: {
          baseline: {
            restaurantIds: restaurants.slice(each).map(({ id }) => id),
            writers,
            connections: loopConnections,
          },
        },
      }
    })
    return writeLines(
      {
        figure: `status changes spread over ${restaurantCount} restaurants, ${connectionCount} connections`,
        baseline: 'plain loop, one transaction each',
        leastRatio: 2,
        mostP99: 25,
      },
      rounds,
    )
  },
}
