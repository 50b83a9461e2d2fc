import { asAdmin } from '../deployment/cluster.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { BenchRestaurant } from '../deployment/restaurants.ts'
import type { Row } from '../measure/row.ts'
import { compareWrites, writeLines } from './compare-writes.ts'
import { seatAndFree } from './status-changes.ts'

const concurrent = 32
// With 1, 4 or 10 connections the loop was slower (measured).
const loopConnections = 2

/** The commonest change: a party sits down, and its table is free again. */
export const seats: Row = {
  name: 'seat',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(bench) {
    const fill = { restaurants: 2, parties: 48, tables: 60, devices: 8 }
    const rounds = await compareWrites(bench, fill, async (deployment) => {
      const [own, second] = deployment.restaurants
      if (!own || !second) throw new Error('the row needs two restaurants')
      const tableIds = await freeTables(deployment, own)
      return {
        connections: Array.from({ length: concurrent }, (_, n) => seatAndFree({ ...own, tableIds }, n)),
        of: [own],
        baselines: {
          baseline: {
            restaurantIds: [second.id],
            changes: 'seat',
            writers: concurrent,
            connections: loopConnections,
          },
        },
      }
    })
    return writeLines(
      {
        figure: `seats and frees in one restaurant, ${concurrent} at a time`,
        baseline: 'plain loop, one transaction each',
        leastRatio: 2,
        mostP99: 15,
      },
      rounds,
    )
  },
}

async function freeTables({ adminUrl }: Deployment, { id }: BenchRestaurant): Promise<string[]> {
  const text = `select id from qtable.tables where restaurant_id = $1 and data->>'status' = 'available' order by id`
  const [found] = await asAdmin(adminUrl, { text, values: [id] })
  return found?.rows.map((row) => row.id) ?? []
}
