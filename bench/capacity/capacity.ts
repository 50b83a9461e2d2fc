import { percentile } from '../measure/statistics.ts'
import { cpuSeconds } from '../processes/busy.ts'
import { residentBytes } from '../processes/memory.ts'
import { syncPath } from '../rows/frames.ts'
import { statusChanges } from '../rows/status-changes.ts'
import { mustShowRows } from '../world/agreement.ts'
import type { BenchRestaurant } from '../world/restaurants.ts'
import type { Stand, World } from '../world/world.ts'
import { climb } from './climb.ts'

/** What a node carried. */
export interface Carried extends Shape {
  /** In all restaurants together. */
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

/** How many restaurants, and how many devices listen in each. */
export interface Shape {
  restaurants: number
  devices: number
}

export const shapes: readonly Shape[] = [
  { restaurants: 1, devices: 50 },
  { restaurants: 20, devices: 20 },
  { restaurants: 100, devices: 10 },
  { restaurants: 400, devices: 10 },
  { restaurants: 1000, devices: 4 },
]

const mostMs = 50
const lowestPace = 100
const halvings = 2
// Three quarters are in line: enough that each device has one to itself.
const parties = 80

/**
 * How many changes a second a node carries for so many restaurants and devices, with 99 of 100 answers and 99 of 100
 * frames within 50 ms of sending. The devices share the machine with the server and PostgreSQL. Undefined where nothing
 * held.
 */
export async function carried(world: World, shape: Shape): Promise<Carried | undefined> {
  const stand = await world.openStand({ restaurants: shape.restaurants, devices: 1, parties })
  // A second try: one hiccup of the machine is no limit of the server.
  const holds = async (perSecond: number) =>
    (await holdsAt(world, stand, { ...shape, perSecond })) ?? (await holdsAt(world, stand, { ...shape, perSecond }))
  const best = await climb(lowestPace, { halvings, holds })
  await mustShowRows(stand, stand.restaurants.slice(0, 5))
  await stand.close()
  return best?.found
}

async function holdsAt(
  world: World,
  stand: Stand,
  { restaurants, devices, perSecond }: Shape & { perSecond: number },
): Promise<Carried | undefined> {
  const { port, pid } = stand.server
  const driver = await world.startDriver()
  const lanesOf = (restaurant: BenchRestaurant) =>
    Array.from({ length: devices }, (_, n) => statusChanges(restaurant, n))
  // A pace before this one may have ended anywhere; who is in line already stays there.
  const backInLine = stand.restaurants.map((restaurant) => lanesOf(restaurant).flatMap((lane) => lane.slice(-1)))
  await driver.ask('openLoop', { port, lanes: backInLine, expected: { status: 200 }, keepsTransactions: false })
  await driver.ask('runLoop', { times: devices })
  await driver.ask('openPaced', {
    port,
    restaurants: stand.restaurants.map((restaurant) => ({
      ...{ path: syncPath, tokens: restaurant.tokens, size: devices, lanes: lanesOf(restaurant) },
    })),
  })
  await driver.ask('runPaced', { perSecond, seconds: 1 })
  const before = await cpuSeconds(pid)
  const result = await driver.ask('runPaced', { perSecond, seconds: world.effort.seconds })
  const serverBusy = ((await cpuSeconds(pid)) - before) / result.seconds
  const megabytes = (await residentBytes(pid)) / 1024 / 1024
  await driver.end()
  if (result.refused > 0) return undefined
  const changes = result.restaurants.flat()
  const answers = changes.map(({ sentAt, answeredAt }) => answeredAt - sentAt)
  const frames = changes.flatMap(({ sentAt, heardAt }) => heardAt.map((at) => at - sentAt))
  const [answerP99, deviceP99] = [percentile(answers, 0.99), percentile(frames, 0.99)]
  if (answerP99 > mostMs || deviceP99 > mostMs) return undefined
  return {
    ...{ restaurants, devices, serverBusy, megabytes, answerP99, deviceP99 },
    ...{ answerP50: percentile(answers, 0.5), deviceP50: percentile(frames, 0.5) },
    changesPerSecond: changes.length / result.seconds,
    framesPerSecond: frames.length / result.seconds,
  }
}
