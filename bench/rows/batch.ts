import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { BenchRestaurant } from '../deployment/restaurants.ts'
import { newId } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { openWriteLoad, otherCheckoutLines } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const operations = 150
const batches = 10

/** The changes of a device that was offline for an hour: as one batch, and one after another. */
export const batch: Row = {
  name: 'batch',
  begins: 'Two restaurants in a new database without statistics; half as many rounds as count',
  async run(bench) {
    const fill = { restaurants: 2, parties: 200, tables: 40 }
    const deployment = await bench.openDeployment(fill)
    const otherDeployment = await bench.other?.openDeployment(fill)
    const [own, second] = deployment.restaurants
    if (!own || !second) throw new Error('the row needs two restaurants')
    const figure = await openBatches(bench, deployment, own)
    const baseline = await openWriteLoad(bench, deployment, {
      connections: [singleChanges(second)],
      of: [second],
      until: { times: operations },
    })
    const theirs = otherDeployment?.restaurants[0]
    const other = otherDeployment && theirs && (await openBatches(bench, otherDeployment, theirs))
    const rounds = await interleave({
      rounds: bench.effort.rounds,
      of: { figure: figure.run, baseline: baseline.run, ...(other ? { other: other.run } : {}) },
    })
    for (const load of [figure, baseline, other]) await load?.verify()
    const [{ p50, p99 }, singly] = [medians(rounds.figure), medians(rounds.baseline)]
    const singlyMs = (1000 * operations) / singly.perSecond
    const ratio = p50 / singlyMs
    const names = { figure: `batch of ${operations} operations`, unit: 'ms' } as const
    return [
      {
        ...{ ...names, baseline: `${operations} single changes, one at a time` },
        ...{ value: p50, baselineValue: singlyMs, ratio, p50, p99 },
        target: '≤ 0.05×, < 100 ms',
        isMet: ratio <= 0.05 && p50 < 100,
        rounds,
      },
      ...otherCheckoutLines(names, rounds),
    ]
  },
}

const statuses = ['notified', 'waiting']

function openBatches(bench: BenchContext, deployment: Deployment, restaurant: BenchRestaurant) {
  const connections = [statuses.map((status) => batchRequest(restaurant, status))]
  return openWriteLoad(bench, deployment, { connections, of: [restaurant], until: { times: batches } })
}

function batchRequest({ tokens, waitingIds }: BenchRestaurant, status: string): string {
  const commands = waitingIds
    .slice(0, operations)
    .map((guestId) => ({ id: newId, type: 'guest.setStatus', payload: { guestId, status } }))
  return httpRequest({ method: 'POST', path: '/api/v1/atomic/batch', token: tokens[0], body: { operations: commands } })
}

/** Calls every party, then puts every party back in line. */
function singleChanges(restaurant: BenchRestaurant): string[] {
  const cycles = Array.from({ length: operations }, (_, n) => statusChanges(restaurant, n))
  return statuses.flatMap((_status, i) => cycles.flatMap((requests) => requests[i] ?? []))
}
