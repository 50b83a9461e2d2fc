import type { FanOutResult } from '../drivers/fan-out.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { mustHaveReached, mustShowRows } from '../world/agreement.ts'
import { frameBytes, syncPath } from './frames.ts'
import { statusChanges } from './status-changes.ts'

const sockets = 2000
// Enough that the server always has the next one while sockets still read the last.
const underWay = 4

/** One restaurant with very many sockets, which all hear of every change. */
export const fanOut: Row = {
  name: 'fan-out',
  begins: 'One restaurant in a new database, its sockets open; half as many rounds as count',
  async run(world) {
    const size = world.sized(sockets)
    const stand = await world.openStand({ restaurants: 1, devices: 20 })
    const [own] = stand.restaurants
    if (!own) throw new Error('a restaurant was asked for')
    const bare = await world.startLimit('bare-ws')
    const drivers = [await world.startDriver(), await world.startDriver()] as const
    const barePort = await bare.ask('open', { frameBytes: await frameBytes(stand) })
    const { tokens } = own
    const broadcast = httpRequest({ method: 'POST', path: '/', body: {} })
    const each = <T>(of: (n: number) => T) => Array.from({ length: underWay }, (_, n) => of(n))
    const own4 = each((n) => statusChanges(own, n))
    await drivers[0].ask('openFanOut', { port: stand.server.port, path: syncPath, tokens, size, lanes: own4 })
    await drivers[1].ask('openFanOut', { port: barePort, path: '/', tokens, size, lanes: each(() => [broadcast]) })
    const { rounds: count, seconds } = world.effort
    const rounds = await inTurns({
      rounds: count,
      of: {
        figure: async () => paceOf(await drivers[0].ask('runFanOut', { seconds })),
        limit: async () => paceOf(await drivers[1].ask('runFanOut', { seconds })),
      },
    })
    await mustHaveReached(stand, own, await drivers[0].ask('reached', undefined))
    await mustShowRows(stand, [own])
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    const ratio = figure.perSecond / limit.perSecond
    return [
      {
        figure: `frames to ${sockets} sockets of one restaurant`,
        limit: 'raw ws, the same bytes',
        unit: '/s',
        ...{ value: figure.perSecond, limitValue: limit.perSecond, ratio },
        mark: '≥ 0.8×',
        isReached: ratio >= 0.8,
        rounds,
      },
    ]
  },
}

function paceOf({ frames, merged, seconds, driverBusy }: FanOutResult) {
  if (merged > 0) throw new Error(`${merged} frames covered several versions: sockets fell behind`)
  return { perSecond: frames / seconds, driverBusy }
}
