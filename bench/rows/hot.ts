import type { Row } from '../measure/row.ts'
import { compareWrites, writeLines } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const concurrent = 100
// All wait for the lock of one row. With 1, 4, 10 or 64 connections the loop was slower (measured).
const loopConnections = 2

/** Changes in one restaurant: all want the same next version. */
export const hot: Row = {
  name: 'hot',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(bench) {
    const fill = { restaurants: 2, parties: 200, devices: 20 }
    const rounds = await compareWrites(bench, fill, ({ restaurants: [own, second] }) => {
      if (!own || !second) throw new Error('the row needs two restaurants')
      return {
        connections: Array.from({ length: concurrent }, (_, n) => statusChanges(own, n)),
        of: [own],
        baselines: { baseline: { restaurantIds: [second.id], writers: concurrent, connections: loopConnections } },
      }
    })
    return writeLines(
      {
        figure: `status changes in one hot restaurant, ${concurrent} at a time`,
        baseline: 'plain loop on one row',
        leastRatio: 7,
        mostP99: 20,
      },
      rounds,
    )
  },
}
