import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import { verifyFloors, verifyLogged } from '../deployment/verify.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { throughputOf } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const restaurants = 1000
const changedRestaurants = 200
// Two years of twenty parties a day. The log is kept for a week, receipts for a month.
const past = { history: 14_600, partiesPerDay: 20, logged: 5_000, receipts: 500, people: 5, tokens: 60 }
const mostRatio = 1.2
const mostP99 = 20

/** A thousand restaurants with two years of history in one database, beside a thousand new ones in another. */
export const years: Row = {
  name: 'years',
  begins: 'Two databases, filled by SQL, with the statistics of autovacuum; each floor read and changed four times',
  isOnDemand: true,
  async run(bench) {
    const count = bench.scaled(restaurants)
    const scaled = { ...past, history: bench.scaled(past.history), logged: bench.scaled(past.logged) }
    const aged = await bench.openDeployment({ restaurants: count, scale: scaled })
    const fresh = await bench.openDeployment({ restaurants: count, scale: {} })
    const [old, young] = [await openLoad(bench, aged), await openLoad(bench, fresh)]
    const reads = await interleave({ rounds: 1, isCold: true, of: { figure: old.readAll, baseline: young.readAll } })
    for (const one of [old, young]) await one.warmUp()
    const changes = await interleave({
      rounds: bench.effort.rounds,
      of: { figure: old.change, baseline: young.change },
    })
    await old.verify()
    await young.verify()
    const lines = [
      { what: 'one change', rounds: changes, target: 'flat (≤ 1.2×)' },
      { what: 'a dashboard whose floor is not in memory', rounds: reads, target: 'flat (≤ 1.2×), p99 < 20 ms' },
    ]
    return lines.map(({ what, rounds, target }) => {
      const [figure, baseline] = [medians(rounds.figure), medians(rounds.baseline)]
      const ratio = figure.p50 / baseline.p50
      return {
        figure: `${what}, of ${count.toLocaleString('en-GB')} restaurants with two years behind them`,
        baseline: 'as many that opened today',
        unit: 'ms',
        ...{ value: figure.p50, baselineValue: baseline.p50, ratio, p50: figure.p50, p99: figure.p99 },
        target,
        isMet: ratio <= mostRatio && (what === 'one change' || figure.p99 < mostP99),
        rounds,
      }
    })
  },
}

async function openLoad(bench: BenchContext, deployment: Deployment) {
  const [reader, writer] = [await bench.startDriver(), await bench.startDriver()]
  const acknowledged: string[] = []
  const path = '/api/v1/dashboard/data'
  const reads = deployment.restaurants.map(({ tokens }) => httpRequest({ method: 'GET', path, token: tokens[0] }))
  const changes = deployment.restaurants.slice(0, changedRestaurants).flatMap((one) => statusChanges(one, 0))
  const common = { port: deployment.server.port, expected: { status: 200 } }
  const write = async (until: { times: number } | { seconds: number }) => {
    const result = await writer.call('runLoop', until)
    for (const id of result.transactionIds) acknowledged.push(id)
    return throughputOf(result)
  }
  return {
    /** Reads each floor for the first time. */
    async readAll() {
      await reader.call('openLoop', { ...common, connections: [reads], keepsTransactions: false })
      const throughput = throughputOf(await reader.call('runLoop', { times: reads.length }))
      await reader.end()
      return throughput
    },
    /** Changes each restaurant four times: the first changes after a start read pages from the disk. */
    async warmUp() {
      // Not earlier: the server closes idle connections.
      await writer.call('openLoop', { ...common, connections: [changes], keepsTransactions: true })
      return write({ times: 2 * changes.length })
    },
    change: () => write({ seconds: bench.effort.seconds }),
    async verify() {
      await verifyLogged(deployment, acknowledged)
      await verifyFloors(deployment, deployment.restaurants.slice(0, 5))
    },
  }
}
