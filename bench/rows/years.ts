import { httpRequest } from '../drivers/http-lane.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { Stand, World } from '../world/world.ts'
import { paceOf } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

const restaurants = 1000
const changedRestaurants = 200
// Two years of twenty parties a day; a week of the log and a month of answers, which is how long those are kept.
const past = { history: 14_600, partiesPerDay: 20, logged: 5_000, receipts: 500, people: 5, tokens: 60 }
const flat = 1.2
const mostMs = 20

/** A thousand restaurants that have been open for two years, in one database, beside as many that opened today. */
export const years: Row = {
  name: 'years',
  begins:
    'Two databases, filled by SQL, with the statistics that autovacuum makes; each floor read and changed four times',
  isOnDemand: true,
  async run(world) {
    const count = world.sized(restaurants)
    const sized = { ...past, history: world.sized(past.history), logged: world.sized(past.logged) }
    const aged = await world.openStand({ restaurants: count, scale: sized })
    const fresh = await world.openStand({ restaurants: count, scale: {} })
    const [old, young] = [await load(world, aged), await load(world, fresh)]
    const reads = await inTurns({ rounds: 1, isCold: true, of: { figure: old.readAll, limit: young.readAll } })
    for (const one of [old, young]) await one.touchAll()
    const changes = await inTurns({ rounds: world.effort.rounds, of: { figure: old.change, limit: young.change } })
    await old.check()
    await young.check()
    const lines = [
      { what: 'one change', rounds: changes, mark: 'flat (≤ 1.2×)' },
      { what: 'a dashboard whose floor is not in memory', rounds: reads, mark: 'flat (≤ 1.2×), p99 < 20 ms' },
    ]
    return lines.map(({ what, rounds, mark }) => {
      const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
      const ratio = figure.p50 / limit.p50
      return {
        figure: `${what}, of ${count.toLocaleString('en-GB')} restaurants with two years behind them`,
        limit: 'as many that opened today',
        unit: 'ms',
        ...{ value: figure.p50, limitValue: limit.p50, ratio, p50: figure.p50, p99: figure.p99 },
        mark,
        isReached: ratio <= flat && (what === 'one change' || figure.p99 < mostMs),
        rounds,
      }
    })
  },
}

async function load(world: World, stand: Stand) {
  const [reader, writer] = [await world.startDriver(), await world.startDriver()]
  const acknowledged: string[] = []
  const path = '/api/v1/dashboard/data'
  const reads = stand.restaurants.map(({ tokens }) => httpRequest({ method: 'GET', path, token: tokens[0] }))
  const changes = stand.restaurants.slice(0, changedRestaurants).flatMap((one) => statusChanges(one, 0))
  const common = { port: stand.server.port, expected: { status: 200 } }
  const write = async (until: { times: number } | { seconds: number }) => {
    const result = await writer.ask('runLoop', until)
    for (const id of result.transactionIds) acknowledged.push(id)
    return paceOf(result)
  }
  return {
    /** Each floor once, for the first time. */
    async readAll() {
      await reader.ask('openLoop', { ...common, lanes: [reads], keepsTransactions: false })
      const pace = paceOf(await reader.ask('runLoop', { times: reads.length }))
      await reader.end()
      return pace
    },
    /** Changes each restaurant four times: what counts is a restaurant in service, not its first guest of the evening. */
    async touchAll() {
      // Not before: a server hangs up on a connection that asks for nothing.
      await writer.ask('openLoop', { ...common, lanes: [changes], keepsTransactions: true })
      return write({ times: 2 * changes.length })
    },
    change: () => write({ seconds: world.effort.seconds }),
    async check() {
      await mustBeInLog(stand, acknowledged)
      await mustShowRows(stand, stand.restaurants.slice(0, 5))
    },
  }
}
