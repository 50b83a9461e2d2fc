import type { LoopResult } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import type { Row } from '../measure/row.ts'
import { residentBytes } from '../processes/memory.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import type { Stand } from '../world/world.ts'
import { paceOf } from './race-of-changes.ts'
import { statusChanges } from './status-changes.ts'

const restaurants = 1000
const megabyte = 1024 * 1024
const mostMegabytes = 1024
const mostMs = 20
const sampleEveryMs = 100

/** Very many restaurants on one node, each read and changed: what they take, and how long one takes that is not in memory. */
export const floors: Row = {
  name: 'floors',
  begins: 'A new database, filled by SQL, with the statistics that autovacuum makes; nothing is warmed',
  async run(world) {
    const count = world.sized(restaurants)
    const stand = await world.openStand({ restaurants: count, scale: { tables: 60, parties: 200 } })
    const { port, pid } = stand.server
    const driver = await world.startDriver()
    const path = '/api/v1/dashboard/data'
    const reads = stand.restaurants.map(({ tokens }) => httpRequest({ method: 'GET', path, token: tokens[0] }))
    const changes = stand.restaurants.flatMap((restaurant) => statusChanges(restaurant, 0).slice(0, 1))
    const run = async (requests: string[], keepsTransactions: boolean): Promise<LoopResult> => {
      await driver.ask('openLoop', { port, lanes: [requests], expected: { status: 200 }, keepsTransactions })
      return driver.ask('runLoop', { times: requests.length })
    }
    const memory = sampled(() => residentBytes(pid))
    const first = await run(reads, false)
    const changed = await run(changes, true)
    await run(reads, false)
    const bytes = await memory.most()
    await mustBeInLog(stand, changed.transactionIds)
    await mustShowRows(stand, stand.restaurants.slice(0, 5))
    await mustHold(stand, count)
    const { p50, p99 } = paceOf(first)
    const rounds = { figure: [{ bytes, ...paceOf(first) }] }
    const common = { limitValue: undefined, ratio: undefined, rounds }
    return [
      {
        ...common,
        figure: `${count.toLocaleString('en-GB')} restaurants in memory, 60 tables and 200 parties each`,
        limit: '–',
        unit: 'MB',
        value: bytes / megabyte,
        mark: '< 1 GB',
        isReached: bytes / megabyte < mostMegabytes,
      },
      {
        ...common,
        figure: 'a dashboard whose floor is not in memory',
        limit: '–',
        unit: 'ms',
        ...{ value: p50, p50, p99 },
        mark: 'p99 < 20 ms',
        isReached: p99 < mostMs,
      },
    ]
  },
}

/** Looks at a number every so often; gives the largest. */
function sampled(look: () => Promise<number>) {
  let largest = 0
  const once = async () => {
    largest = Math.max(largest, await look())
  }
  const timer = setInterval(() => void once(), sampleEveryMs)
  return {
    async most(): Promise<number> {
      clearInterval(timer)
      await once()
      return largest
    },
  }
}

/** Throws unless each floor was read from its rows once and all of them are in memory. */
async function mustHold({ server }: Stand, count: number): Promise<void> {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
  const numberOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
  const [held, loads] = [numberOf('qtable_floors_held'), numberOf('qtable_floor_loads_total')]
  if (held !== count || loads !== count)
    throw new Error(`${loads} floors were read, ${held} are in memory, not ${count}`)
}
