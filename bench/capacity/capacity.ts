import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { BenchRestaurant } from '../deployment/restaurants.ts'
import { verifyFloors } from '../deployment/verify.ts'
import { percentile } from '../measure/statistics.ts'
import { cpuSeconds } from '../processes/cpu-seconds.ts'
import { residentBytes } from '../processes/memory.ts'
import { syncPath } from '../rows/frames.ts'
import { statusChanges } from '../rows/status-changes.ts'
import { findHighest } from './find-highest.ts'

/** The highest rate of changes that a node sustained under a load. */
export interface NodeCapacity extends Load {
  /** Of all restaurants together. */
  changesPerSecond: number
  framesPerSecond: number
  /** Milliseconds from sending a change to its answer, and to its frame at every device. */
  answerP50: number
  answerP99: number
  deviceP50: number
  deviceP99: number
  /** The share of a core that the server's process took. */
  serverBusy: number
  megabytes: number
}

/** How many restaurants, and how many devices in each. */
export interface Load {
  restaurants: number
  devices: number
}

export const loads: readonly Load[] = [
  { restaurants: 1, devices: 50 },
  { restaurants: 20, devices: 20 },
  { restaurants: 100, devices: 10 },
  { restaurants: 400, devices: 10 },
  { restaurants: 1000, devices: 4 },
]

const mostP99 = 50
const firstRate = 100
const halvings = 2
// Three quarters are in line: at least one for each device.
const parties = 80

/**
 * Finds how many changes per second a node sustains under a load with a p99 of answers and of frames below 50 ms. The devices
 * share the machine with the server and PostgreSQL. Undefined where no rate is sustained.
 */
export async function measureCapacity(bench: BenchContext, load: Load): Promise<NodeCapacity | undefined> {
  const deployment = await bench.openDeployment({ restaurants: load.restaurants, devices: 1, parties })
  // A second try, because a pause of the machine is no limit of the server.
  const holds = async (perSecond: number) =>
    (await measureAt(bench, deployment, { ...load, perSecond })) ??
    (await measureAt(bench, deployment, { ...load, perSecond }))
  const best = await findHighest(firstRate, { halvings, holds })
  await verifyFloors(deployment, deployment.restaurants.slice(0, 5))
  await deployment.close()
  return best?.result
}

async function measureAt(
  bench: BenchContext,
  deployment: Deployment,
  { restaurants, devices, perSecond }: Load & { perSecond: number },
): Promise<NodeCapacity | undefined> {
  const { port, pid } = deployment.server
  const driver = await bench.startDriver()
  const cyclesOf = (restaurant: BenchRestaurant) =>
    Array.from({ length: devices }, (_, n) => statusChanges(restaurant, n))
  // The rate before may have left parties called.
  const backInLine = deployment.restaurants.map((restaurant) =>
    cyclesOf(restaurant).flatMap((cycle) => cycle.slice(-1)),
  )
  await driver.call('openLoop', { port, connections: backInLine, expected: { status: 200 }, keepsTransactions: false })
  await driver.call('runLoop', { times: devices })
  await driver.call('openPacedLoad', {
    port,
    restaurants: deployment.restaurants.map((restaurant) => ({
      ...{ path: syncPath, tokens: restaurant.tokens, size: devices, connections: cyclesOf(restaurant) },
    })),
  })
  await driver.call('runPaced', { perSecond, seconds: 1 })
  const before = await cpuSeconds(pid)
  const result = await driver.call('runPaced', { perSecond, seconds: bench.effort.seconds })
  const serverBusy = ((await cpuSeconds(pid)) - before) / result.seconds
  const megabytes = (await residentBytes(pid)) / 1024 / 1024
  await driver.end()
  if (result.refused > 0) return undefined
  const changes = result.restaurants.flat()
  const answers = changes.map(({ sentAt, answeredAt }) => answeredAt - sentAt)
  const frames = changes.flatMap(({ sentAt, receivedAt }) => receivedAt.map((at) => at - sentAt))
  const [answerP99, deviceP99] = [percentile(answers, 0.99), percentile(frames, 0.99)]
  if (answerP99 > mostP99 || deviceP99 > mostP99) return undefined
  return {
    ...{ restaurants, devices, serverBusy, megabytes, answerP99, deviceP99 },
    ...{ answerP50: percentile(answers, 0.5), deviceP50: percentile(frames, 0.5) },
    changesPerSecond: changes.length / result.seconds,
    framesPerSecond: frames.length / result.seconds,
  }
}
