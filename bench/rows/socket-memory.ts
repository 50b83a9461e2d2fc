import { freePort } from '../../apps/server/src/testing/redis-process.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { collectGarbage, inspectable, residentBytes } from '../processes/memory.ts'
import type { World } from '../world/world.ts'
import { syncPath } from './frames.ts'

const sockets = 2000
// Before these the code for a socket is not even loaded.
const first = 20
// Each fills a database and starts a server.
const rounds = 5
const kilobyte = 1024

/** What one more tablet that only listens costs the server. */
export const socketMemory: Row = {
  name: 'socket-memory',
  begins: 'Each round a new server with 20 sockets open, after a collection',
  async run(world) {
    const measured = await inTurns({
      rounds: Math.min(rounds, world.effort.rounds),
      of: {
        figure: () => ofServer(world),
        limit: () => ofRawWs(world),
      },
      isCold: true,
    })
    const [figure, limit] = [medians(measured.figure), medians(measured.limit)]
    const ratio = figure.kilobytes / limit.kilobytes
    return [
      {
        figure: `memory for each of ${sockets} idle sockets, after a collection`,
        limit: 'raw ws',
        unit: 'KB',
        ...{ value: figure.kilobytes, limitValue: limit.kilobytes, ratio },
        mark: '≤ 1.5×',
        isReached: ratio <= 1.5,
        rounds: measured,
      },
    ]
  },
}

async function ofServer(world: World) {
  const inspectPort = await freePort()
  const stand = await world.openStand({ restaurants: 1, devices: 20 }, { nodeOptions: inspectable(inspectPort) })
  const { pid, port } = stand.server
  const tokens = stand.restaurants[0]?.tokens ?? []
  const measured = await measure(world, { pid, port, path: syncPath, inspectPort, tokens })
  await stand.close()
  return measured
}

async function ofRawWs(world: World) {
  const inspectPort = await freePort()
  const bare = await world.startLimit('bare-ws', inspectable(inspectPort))
  const port = await bare.ask('open', { frameBytes: 1000 })
  const measured = await measure(world, { pid: bare.pid, port, path: '/', inspectPort, tokens: [''] })
  await bare.end()
  return measured
}

async function measure(
  world: World,
  { pid, inspectPort, ...target }: { pid: number; inspectPort: number; port: number; path: string; tokens: string[] },
) {
  const driver = await world.startDriver()
  const size = world.sized(sockets)
  const held = async () => {
    await collectGarbage(inspectPort)
    return residentBytes(pid)
  }
  await driver.ask('openAudience', { ...target, size: Math.min(first, size) })
  const before = await held()
  await driver.ask('openAudience', { ...target, size })
  const after = await held()
  await driver.end()
  return { kilobytes: (after - before) / size / kilobyte }
}
