import type { Deployment } from '../deployment/deployment.ts'
import { verifyFloors, verifyLogged } from '../deployment/verify.ts'
import type { LoopResult } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import type { Row } from '../measure/row.ts'
import { residentBytes } from '../processes/memory.ts'
import { throughputOf } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const restaurants = 1000
const megabyte = 1024 * 1024
const mostMegabytes = 1024
const mostP99 = 20
const sampleEveryMs = 100

/** Many restaurants on one node, each read and changed: their memory, and the time to read a floor that is not in memory. */
export const floors: Row = {
  name: 'floors',
  begins: 'A new database, filled by SQL, with the statistics of autovacuum; no warm-up',
  async run(bench) {
    const count = bench.scaled(restaurants)
    const deployment = await bench.openDeployment({ restaurants: count, scale: { tables: 60, parties: 200 } })
    const { port, pid } = deployment.server
    const driver = await bench.startDriver()
    const path = '/api/v1/dashboard/data'
    const reads = deployment.restaurants.map(({ tokens }) => httpRequest({ method: 'GET', path, token: tokens[0] }))
    const changes = deployment.restaurants.flatMap((restaurant) => statusChanges(restaurant, 0).slice(0, 1))
    const run = async (requests: string[], keepsTransactions: boolean): Promise<LoopResult> => {
      await driver.call('openLoop', { port, connections: [requests], expected: { status: 200 }, keepsTransactions })
      return driver.call('runLoop', { times: requests.length })
    }
    const memory = sampled(() => residentBytes(pid))
    const first = await run(reads, false)
    const changed = await run(changes, true)
    await run(reads, false)
    const bytes = await memory.most()
    await verifyLogged(deployment, changed.transactionIds)
    await verifyFloors(deployment, deployment.restaurants.slice(0, 5))
    await verifyCached(deployment, count)
    const { p50, p99 } = throughputOf(first)
    const rounds = { figure: [{ bytes, ...throughputOf(first) }] }
    const common = { baselineValue: undefined, ratio: undefined, rounds }
    return [
      {
        ...common,
        figure: `${count.toLocaleString('en-GB')} restaurants in memory, 60 tables and 200 parties each`,
        baseline: '–',
        unit: 'MB',
        value: bytes / megabyte,
        target: '< 1 GB',
        isMet: bytes / megabyte < mostMegabytes,
      },
      {
        ...common,
        figure: 'a dashboard whose floor is not in memory',
        baseline: '–',
        unit: 'ms',
        ...{ value: p50, p50, p99 },
        target: 'p99 < 20 ms',
        isMet: p99 < mostP99,
      },
    ]
  },
}

/** Reads a number every 100 ms; `most` returns the largest. */
function sampled(read: () => Promise<number>) {
  let largest = 0
  const once = async () => {
    largest = Math.max(largest, await read())
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

/** Throws unless the server read every floor from its rows once and holds all of them. */
async function verifyCached({ server }: Deployment, count: number): Promise<void> {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
  const numberOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
  const [held, loads] = [numberOf('qtable_floors_held'), numberOf('qtable_floor_loads_total')]
  if (held !== count || loads !== count)
    throw new Error(`${loads} floors were read, ${held} are in memory, not ${count}`)
}
