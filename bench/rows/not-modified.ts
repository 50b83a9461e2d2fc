import type { Row } from '../measure/row.ts'
import { compareReads, readOnce } from './compare-reads.ts'

/** A client that has the current dashboard and asks again. */
export const notModified: Row = {
  name: 'not-modified',
  begins: 'One restaurant in a new database; half as many rounds as count',
  async run(bench) {
    const deployment = await bench.openDeployment({ restaurants: 1, devices: 8, tables: 40, parties: 40 })
    const path = '/api/v1/dashboard/data'
    const { etag } = await readOnce(deployment, path)
    const line = await compareReads(bench, deployment, {
      figure: 'unchanged dashboard, If-None-Match',
      baseline: 'bare Fastify, 304',
      path,
      headers: { 'if-none-match': etag },
      baselinePath: '/not-modified',
      expected: { status: 304, bytes: 0 },
      leastRatio: 0.8,
    })
    return [line]
  },
}
