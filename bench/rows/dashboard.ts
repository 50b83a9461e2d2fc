import { isDeepStrictEqual } from 'node:util'
import { verifyFloors } from '../deployment/verify.ts'
import type { Row } from '../measure/row.ts'
import { compareReads, readOnce } from './compare-reads.ts'

/** The read that shows a whole floor of 40 tables and 40 parties, while nothing changes. */
export const dashboard: Row = {
  name: 'dashboard',
  begins: 'One restaurant in a new database; half as many rounds as count',
  async run(bench) {
    const deployment = await bench.openDeployment({ restaurants: 1, devices: 8, tables: 40, parties: 40 })
    await verifyFloors(deployment, deployment.restaurants)
    const path = '/api/v1/dashboard/data'
    const shown = await readOnce(deployment, path)
    const full = await readOnce(deployment, '/api/v1/sync/full')
    if (!isDeepStrictEqual(listsOf(shown.body), listsOf(full.body))) {
      throw new Error('the dashboard shows other parties or tables than the full sync')
    }
    const line = await compareReads(bench, deployment, {
      figure: 'dashboard',
      baseline: 'bare Fastify sending as many bytes',
      path,
      baselinePath: '/fixed',
      expected: { status: 200, bytes: shown.bytes },
      leastRatio: 0.7,
    })
    return [line]
  },
}

function listsOf(body: unknown) {
  const { guests, tables } = body as { guests: unknown; tables: unknown }
  return { guests, tables }
}
