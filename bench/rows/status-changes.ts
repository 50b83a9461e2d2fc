import type { LaneRequests, LoopResult } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import type { PlainLoopOptions } from '../limits/plain-loop.ts'
import { inTurns } from '../measure/rounds.ts'
import { percentile } from '../measure/statistics.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { Restaurant } from '../world/restaurants.ts'
import type { Stand, World } from '../world/world.ts'

/** The two requests that call the n-th party in line of a restaurant and put it back, over and over. */
export function statusChanges({ tokens, waitingIds }: Restaurant, n: number): LaneRequests {
  const guestId = waitingIds[n]
  // Two that call the same party would each find half of their changes made.
  if (guestId === undefined) throw new Error(`only ${waitingIds.length} parties are in line`)
  const path = `/api/v1/guests/${guestId}/status/atomic`
  const token = tokens[n % tokens.length]
  return ['notified', 'waiting'].map((status) => httpRequest({ method: 'PUT', path, token, body: { status } }))
}

/** Changes per second and their times in milliseconds, of some seconds under full load. */
export interface Pace extends Record<string, number> {
  perSecond: number
  p50: number
  p99: number
  driverBusy: number
}

/**
 * Lets the server and plain loops change statuses in turns, each in restaurants of its own: a server that is not told of
 * somebody else's writes would lose time to find out. Checks at the end that everything acknowledged is in the log.
 */
export async function raceOfChanges<L extends string>(
  world: World,
  stand: Stand,
  options: {
    lanes: readonly LaneRequests[]
    of: readonly Restaurant[]
    limits: Record<L, Omit<PlainLoopOptions, 'url' | 'workingRole'>>
  },
): Promise<Record<L | 'figure', Pace[]>> {
  const driver = await world.startDriver()
  const { seconds, rounds } = world.effort
  const acknowledged: string[] = []
  const note = (result: LoopResult): Pace => {
    for (const id of result.transactionIds) acknowledged.push(id)
    return paceOf(result)
  }
  const { port } = stand.server
  await driver.ask('openLoop', { port, lanes: options.lanes, expected: { status: 200 }, keepsTransactions: true })
  const of: Record<string, () => Promise<Pace>> = {
    figure: async () => note(await driver.ask('runLoop', { seconds })),
  }
  for (const name in options.limits) {
    const loop = await world.startLimit('plain-loop')
    await loop.ask('open', { url: stand.url, workingRole: stand.workingRole, ...options.limits[name] })
    of[name] = async () => note(await loop.ask('run', { seconds }))
  }
  const measured = await inTurns({ rounds, of })
  await mustBeInLog(stand, acknowledged)
  await mustShowRows(stand, options.of.slice(0, 5))
  return measured as Record<L | 'figure', Pace[]>
}

/** What a run of a loop comes to. */
export function paceOf({ count, seconds, latencies, driverBusy }: LoopResult): Pace {
  return { perSecond: count / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), driverBusy }
}
