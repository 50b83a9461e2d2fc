import type { LaneRequests, LoopResult } from '../drivers/closed-loop.ts'
import type { PlainLoopOptions } from '../limits/plain-loop.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Line } from '../measure/row.ts'
import { percentile } from '../measure/statistics.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { BenchRestaurant, Wanted } from '../world/restaurants.ts'
import type { Stand, World } from '../world/world.ts'

/** Changes per second and their times in milliseconds, of some seconds under full load. */
export interface Pace extends Record<string, number> {
  perSecond: number
  p50: number
  p99: number
  driverBusy: number
}

/** Who changes what in the restaurants of a stand. */
export interface Race<L extends string> {
  lanes: readonly LaneRequests[]
  of: readonly BenchRestaurant[]
  limits: Record<L, Omit<PlainLoopOptions, 'url' | 'workingRole'>>
}

/** What each round measured; `before` is the server of an older checkout, where there is one. */
export type RaceRounds<L extends string> = Record<L | 'figure', Pace[]> & { before?: Pace[] }

/**
 * Lets the server and plain loops write changes in turns, each in restaurants of its own: a server that is not told of
 * somebody else's writes would lose time to find out. Checks at the end that everything acknowledged is in the log.
 */
export async function raceOfChanges<L extends string>(
  world: World,
  wanted: Wanted,
  plan: (stand: Stand) => Race<L> | Promise<Race<L>>,
): Promise<RaceRounds<L>> {
  const { rounds, seconds } = world.effort
  const stand = await world.openStand(wanted)
  const before = await world.before?.openStand(wanted)
  const race = await plan(stand)
  const figure = await openRun(world, stand, { ...race, until: { seconds } })
  const older = before && (await openRun(world, before, { ...(await plan(before)), until: { seconds } }))
  const of: Record<string, () => Promise<Pace>> = { figure: figure.run, ...(older ? { before: older.run } : {}) }
  for (const name in race.limits) of[name] = await openLimit(world, stand, race.limits[name])
  const measured = await inTurns({ rounds, of })
  for (const run of [figure, older]) await run?.check()
  return measured as RaceRounds<L>
}

/** Opens connections that change things, each run until `until`, and what checks at the end that all of it is there. */
export async function openRun(
  world: World,
  stand: Stand,
  { lanes, of, until }: Pick<Race<string>, 'lanes' | 'of'> & { until: { seconds: number } | { times: number } },
) {
  const driver = await world.startDriver()
  const acknowledged: string[] = []
  await driver.ask('openLoop', { port: stand.server.port, lanes, expected: { status: 200 }, keepsTransactions: true })
  return {
    async run(): Promise<Pace> {
      const result = await driver.ask('runLoop', until)
      for (const id of result.transactionIds) acknowledged.push(id)
      return paceOf(result)
    },
    async check(): Promise<void> {
      await mustBeInLog(stand, acknowledged)
      await mustShowRows(stand, of.slice(0, 5))
    },
  }
}

async function openLimit(world: World, stand: Stand, options: Omit<PlainLoopOptions, 'url' | 'workingRole'>) {
  const loop = await world.startLimit('plain-loop')
  await loop.ask('open', { url: stand.url, workingRole: stand.workingRole, ...options })
  return async () => paceOf(await loop.ask('run', { seconds: world.effort.seconds }))
}

/** What a run of a loop comes to. */
export function paceOf({ count, seconds, latencies, driverBusy }: LoopResult): Pace {
  return { perSecond: count / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), driverBusy }
}

// What two measurements of one commit may differ by.
const tolerance = 0.03

/** The same figure of an older checkout beside that of this one; nothing where there is none. */
export function againstBefore(
  { figure: name, unit }: Pick<Line, 'figure' | 'unit'>,
  { figure, before }: { figure: Pace[]; before?: Pace[] },
): Line[] {
  if (!before) return []
  const [now, then] = [medians(figure), medians(before)]
  const isPace = unit === '/s'
  const [value, limitValue] = isPace ? [now.perSecond, then.perSecond] : [now.p50, then.p50]
  const ratio = value / limitValue
  return [
    {
      ...{
        figure: name,
        limit: 'the checkout of --against',
        unit,
        value,
        limitValue,
        ratio,
        p50: now.p50,
        p99: now.p99,
      },
      mark: isPace ? '≥ 0.97×' : '≤ 1.03×',
      isReached: isPace ? ratio >= 1 - tolerance : ratio <= 1 + tolerance,
      rounds: { figure, before },
    },
  ]
}
