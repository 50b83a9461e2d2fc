import { newId } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import type { BenchRestaurant } from '../world/restaurants.ts'
import type { Stand, World } from '../world/world.ts'
import { againstBefore, openRun } from './race-of-changes.ts'

const operations = 150
const batches = 10

/** As many changes as a device has that was away for an hour: as one batch, and one after another. */
export const batch: Row = {
  name: 'batch',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(world) {
    const wanted = { restaurants: 2, parties: 200, tables: 40 }
    const stand = await world.openStand(wanted)
    const before = await world.before?.openStand(wanted)
    const [batched, oneByOne] = stand.restaurants
    if (!batched || !oneByOne) throw new Error('two restaurants were asked for')
    const figure = await openBatches(world, stand, batched)
    const statuses = ['notified', 'waiting']
    const limit = await openRun(world, stand, {
      lanes: [statuses.flatMap((to) => singles(oneByOne, to))],
      of: [oneByOne],
      until: { times: operations },
    })
    const older = before?.restaurants[0] ? await openBatches(world, before, before.restaurants[0]) : undefined
    const rounds = await inTurns({
      rounds: world.effort.rounds,
      of: { figure: figure.run, limit: limit.run, ...(older ? { before: older.run } : {}) },
    })
    for (const run of [figure, limit, older]) await run?.check()
    const [own, singly] = [medians(rounds.figure), medians(rounds.limit)]
    const totalMs = (1000 * operations) / singly.perSecond
    const ratio = own.p50 / totalMs
    const what = { figure: `batch of ${operations} operations`, unit: 'ms' } as const
    return [
      {
        ...{ ...what, limit: `${operations} single changes, one at a time` },
        ...{ value: own.p50, limitValue: totalMs, ratio, p50: own.p50, p99: own.p99 },
        mark: '≤ 0.05×, < 100 ms',
        isReached: ratio <= 0.05 && own.p50 < 100,
        rounds,
      },
      ...againstBefore(what, rounds),
    ]
  },
}

function openBatches(world: World, stand: Stand, restaurant: BenchRestaurant) {
  const lanes = [['notified', 'waiting'].map((to) => inOne(restaurant, to))]
  return openRun(world, stand, { lanes, of: [restaurant], until: { times: batches } })
}

function inOne({ tokens, waitingIds }: BenchRestaurant, status: string): string {
  const commands = waitingIds
    .slice(0, operations)
    .map((guestId) => ({ id: newId, type: 'guest.setStatus', payload: { guestId, status } }))
  return httpRequest({ method: 'POST', path: '/api/v1/atomic/batch', token: tokens[0], body: { operations: commands } })
}

function singles({ tokens, waitingIds }: BenchRestaurant, status: string): string[] {
  return waitingIds
    .slice(0, operations)
    .map((id) =>
      httpRequest({ method: 'PUT', path: `/api/v1/guests/${id}/status/atomic`, token: tokens[0], body: { status } }),
    )
}
