import { freePort } from '../../apps/server/src/testing/redis-process.ts'
import type { BenchContext } from '../bench-context.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { collectGarbage, inspectable, residentBytes } from '../processes/memory.ts'
import { syncPath } from './frames.ts'

const sockets = 2000
// The first sockets load code, which is not memory of a socket.
const first = 20
// Each round fills a database and starts a server.
const rounds = 5
const kilobyte = 1024

/** The memory of the server for one more idle socket. */
export const socketMemory: Row = {
  name: 'socket-memory',
  begins: 'Each round a new server with 20 sockets open, after a collection',
  async run(bench) {
    const measured = await interleave({
      rounds: Math.min(rounds, bench.effort.rounds),
      of: {
        figure: () => ofServer(bench),
        baseline: () => ofRawWs(bench),
      },
      isCold: true,
    })
    const [figure, baseline] = [medians(measured.figure), medians(measured.baseline)]
    const ratio = figure.kilobytes / baseline.kilobytes
    return [
      {
        figure: `memory for each of ${sockets} idle sockets, after a collection`,
        baseline: 'raw ws',
        unit: 'KB',
        ...{ value: figure.kilobytes, baselineValue: baseline.kilobytes, ratio },
        target: '≤ 1.5×',
        isMet: ratio <= 1.5,
        rounds: measured,
      },
    ]
  },
}

async function ofServer(bench: BenchContext) {
  const inspectPort = await freePort()
  const deployment = await bench.openDeployment(
    { restaurants: 1, devices: 20 },
    { nodeOptions: inspectable(inspectPort) },
  )
  const { pid, port } = deployment.server
  const tokens = deployment.restaurants[0]?.tokens ?? []
  const measured = await measure(bench, { pid, port, path: syncPath, inspectPort, tokens })
  await deployment.close()
  return measured
}

async function ofRawWs(bench: BenchContext) {
  const inspectPort = await freePort()
  const bare = await bench.startBaseline('bare-ws', inspectable(inspectPort))
  const port = await bare.call('open', { frameBytes: 1000 })
  const measured = await measure(bench, { pid: bare.pid, port, path: '/', inspectPort, tokens: [''] })
  await bare.end()
  return measured
}

async function measure(
  bench: BenchContext,
  { pid, inspectPort, ...target }: { pid: number; inspectPort: number; port: number; path: string; tokens: string[] },
) {
  const driver = await bench.startDriver()
  const size = bench.scaled(sockets)
  const held = async () => {
    await collectGarbage(inspectPort)
    return residentBytes(pid)
  }
  await driver.call('openSubscribers', { ...target, size: Math.min(first, size) })
  const before = await held()
  await driver.call('openSubscribers', { ...target, size })
  const after = await held()
  await driver.end()
  return { kilobytes: (after - before) / size / kilobyte }
}
