import { medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { asAdmin } from '../world/cluster.ts'
import type { BenchRestaurant } from '../world/restaurants.ts'
import type { Stand } from '../world/world.ts'
import { againstBefore, raceOfChanges } from './race-of-changes.ts'
import { seatAndFree } from './status-changes.ts'

const concurrent = 32
// With 1, 4 or 10 the loop was slower (measured).
const limitConnections = 2

/** The commonest change: a party sits down, and its table is free again. */
export const seatChanges: Row = {
  name: 'seat',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(world) {
    const wanted = { restaurants: 2, parties: 48, tables: 60, devices: 8 }
    const rounds = await raceOfChanges(world, wanted, async (stand) => {
      const [own, other] = stand.restaurants
      if (!own || !other) throw new Error('two restaurants were asked for')
      const tableIds = await freeTables(stand, own)
      return {
        lanes: Array.from({ length: concurrent }, (_, n) => seatAndFree({ ...own, tableIds }, n)),
        of: [own],
        limits: {
          limit: {
            restaurantIds: [other.id],
            what: 'seat',
            writers: concurrent,
            connections: limitConnections,
          },
        },
      }
    })
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    const what = { figure: `seats and frees in one restaurant, ${concurrent} at a time`, unit: '/s' } as const
    return [
      {
        ...{ ...what, limit: 'plain loop, one transaction each' },
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≥ 2×, p99 < 15 ms',
        isReached: ratio >= 2 && figure.p99 < 15,
        rounds,
      },
      ...againstBefore(what, rounds),
    ]
  },
}

async function freeTables({ adminUrl }: Stand, { id }: BenchRestaurant): Promise<string[]> {
  const text = `select id from qtable.tables where restaurant_id = $1 and data->>'status' = 'available' order by id`
  const [found] = await asAdmin(adminUrl, { text, values: [id] })
  return found?.rows.map((row) => row.id) ?? []
}
