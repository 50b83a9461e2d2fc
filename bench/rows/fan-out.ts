import { verifyFloors, verifyVersion } from '../deployment/verify.ts'
import type { FanOutResult } from '../drivers/fan-out.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { frameBytes, syncPath } from './frames.ts'
import { statusChanges } from './status-changes.ts'

const sockets = 2000
// With four the server always has a next change while sockets still read the last one.
const inFlight = 4

/** Frames to two thousand sockets of one restaurant. */
export const fanOut: Row = {
  name: 'fan-out',
  begins: 'One restaurant in a new database, its sockets open; half as many rounds as count',
  async run(bench) {
    const size = bench.scaled(sockets)
    const deployment = await bench.openDeployment({ restaurants: 1, devices: 20 })
    const [own] = deployment.restaurants
    if (!own) throw new Error('the row needs a restaurant')
    const bare = await bench.startBaseline('bare-ws')
    const drivers = [await bench.startDriver(), await bench.startDriver()] as const
    const barePort = await bare.call('open', { frameBytes: await frameBytes(deployment) })
    const { tokens } = own
    const broadcast = httpRequest({ method: 'POST', path: '/', body: {} })
    const each = <T>(of: (n: number) => T) => Array.from({ length: inFlight }, (_, n) => of(n))
    const changes = each((n) => statusChanges(own, n))
    await drivers[0].call('openFanOut', {
      port: deployment.server.port,
      path: syncPath,
      tokens,
      size,
      connections: changes,
    })
    await drivers[1].call('openFanOut', {
      port: barePort,
      path: '/',
      tokens,
      size,
      connections: each(() => [broadcast]),
    })
    const { rounds: count, seconds } = bench.effort
    const rounds = await interleave({
      rounds: count,
      of: {
        figure: async () => rateOf(await drivers[0].call('runFanOut', { seconds })),
        baseline: async () => rateOf(await drivers[1].call('runFanOut', { seconds })),
      },
    })
    await verifyVersion(deployment, own, await drivers[0].call('reached', undefined))
    await verifyFloors(deployment, [own])
    const [figure, baseline] = [medians(rounds.figure), medians(rounds.baseline)]
    const ratio = figure.perSecond / baseline.perSecond
    return [
      {
        figure: `frames to ${sockets} sockets of one restaurant`,
        baseline: 'raw ws, the same bytes',
        unit: '/s',
        ...{ value: figure.perSecond, baselineValue: baseline.perSecond, ratio },
        target: '≥ 0.8×',
        isMet: ratio >= 0.8,
        rounds,
      },
    ]
  },
}

function rateOf({ frames, merged, seconds, driverBusy }: FanOutResult) {
  if (merged > 0) throw new Error(`${merged} frames covered several versions: sockets fell behind`)
  return { perSecond: frames / seconds, driverBusy }
}
