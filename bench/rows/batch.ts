import { newId } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { Restaurant } from '../world/restaurants.ts'
import { paceOf } from './status-changes.ts'

const operations = 150
const batches = 10

/** As many changes as a device has that was away for an hour: as one batch, and one after another. */
export const batch: Row = {
  name: 'batch',
  async run(world) {
    const stand = await world.openStand({ restaurants: 2, parties: 200, tables: 40 })
    const [first, second] = stand.restaurants
    if (!first || !second) throw new Error('two restaurants were asked for')
    const drivers = [await world.startDriver(), await world.startDriver()] as const
    const common = { port: stand.server.port, expected: { status: 200 }, keepsTransactions: true }
    await drivers[0].ask('openLoop', { ...common, lanes: [['notified', 'waiting'].map((to) => inOne(first, to))] })
    await drivers[1].ask('openLoop', {
      ...common,
      lanes: [['notified', 'waiting'].flatMap((to) => singles(second, to))],
    })
    const acknowledged: string[] = []
    const run = async (driver: (typeof drivers)[number], times: number) => {
      const result = await driver.ask('runLoop', { times })
      for (const id of result.transactionIds) acknowledged.push(id)
      return { ...paceOf(result), totalMs: result.seconds * 1000 }
    }
    const rounds = await inTurns({
      rounds: world.effort.rounds,
      of: {
        figure: () => run(drivers[0], batches),
        limit: () => run(drivers[1], operations),
      },
    })
    await mustBeInLog(stand, acknowledged)
    await mustShowRows(stand, [first, second])
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.p50 / limit.totalMs
    return [
      {
        figure: `batch of ${operations} operations`,
        limit: `${operations} single changes, one at a time`,
        unit: 'ms',
        ...{ value: figure.p50, limitValue: limit.totalMs, ratio, p50: figure.p50, p99: figure.p99 },
        mark: '≤ 0.05×, < 100 ms',
        isReached: ratio <= 0.05 && figure.p50 < 100,
        rounds,
      },
    ]
  },
}

function inOne({ tokens, waitingIds }: Restaurant, status: string): string {
  const commands = waitingIds
    .slice(0, operations)
    .map((guestId) => ({ id: newId, type: 'guest.setStatus', payload: { guestId, status } }))
  return httpRequest({ method: 'POST', path: '/api/v1/atomic/batch', token: tokens[0], body: { operations: commands } })
}

function singles({ tokens, waitingIds }: Restaurant, status: string): string[] {
  return waitingIds
    .slice(0, operations)
    .map((id) =>
      httpRequest({ method: 'PUT', path: `/api/v1/guests/${id}/status/atomic`, token: tokens[0], body: { status } }),
    )
}
