import type { Scale } from '../fill/fill.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Line, Row } from '../measure/row.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { Stand } from '../world/world.ts'
import { type Pace, paceOf } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

const sizes = [1_000, 10_000, 100_000, 1_000_000]
const flat = 1.2

/** One change at a time in restaurants with more and more behind them, each in a database of its own. */
export const history: Row = {
  name: 'history',
  begins:
    'A database for each size, filled by SQL, with the statistics that autovacuum makes; half as many rounds as count',
  async run(world) {
    const [least = 1, ...others] = sizes.map(world.sized)
    const acknowledged = new Map<Stand, string[]>()
    const open = async (stand: Stand): Promise<() => Promise<Pace>> => {
      const [own] = stand.restaurants
      if (!own) throw new Error('a restaurant was asked for')
      const ids: string[] = []
      acknowledged.set(stand, ids)
      const driver = await world.startDriver()
      const { port } = stand.server
      const lanes = [statusChanges(own, 0)]
      await driver.ask('openLoop', { port, lanes, expected: { status: 200 }, keepsTransactions: true })
      return async () => {
        const result = await driver.ask('runLoop', { seconds: world.effort.seconds })
        for (const id of result.transactionIds) ids.push(id)
        return paceOf(result)
      }
    }
    const stands = await Promise.all(
      [least, ...others].map(async (rows) => {
        const stand = await world.openStand({ restaurants: 1, scale: scaleOf(rows) })
        return [rows, stand] as const
      }),
    )
    const of: Record<string, () => Promise<Pace>> = {}
    for (const [rows, stand] of stands) of[rows] = await open(stand)
    const rounds = await inTurns({ rounds: world.effort.rounds, of })
    for (const [stand, ids] of acknowledged) {
      await mustBeInLog(stand, ids)
      await mustShowRows(stand, stand.restaurants)
    }
    const smallest = medians(rounds[least] ?? [])
    return others.map((rows): Line => {
      const figure = medians(rounds[rows] ?? [])
      const ratio = figure.p50 / smallest.p50
      return {
        figure: `one change with ${rows.toLocaleString('en-GB')} rows of history`,
        limit: `with ${least.toLocaleString('en-GB')}`,
        unit: 'ms',
        ...{ value: figure.p50, limitValue: smallest.p50, ratio, p50: figure.p50, p99: figure.p99 },
        mark: 'flat (≤ 1.2×)',
        isReached: ratio <= flat,
        rounds: { figure: rounds[rows] ?? [], limit: rounds[least] ?? [] },
      }
    })
  },
}

// Every third party of the past had booked, so that parties and reservations are two fifths of the rows.
function scaleOf(rows: number): Partial<Scale> {
  return { history: Math.round(rows * 0.3), logged: Math.round(rows * 0.4), receipts: Math.round(rows * 0.2) }
}
