import type { Row } from '../measure/row.ts'
import { raceOfReads, readOnce } from './reads.ts'

/** A dashboard that asks again and has everything already. */
export const notModified: Row = {
  name: 'not-modified',
  begins: 'One restaurant in a new database; half as many rounds as count',
  async run(world) {
    const stand = await world.openStand({ restaurants: 1, devices: 8, tables: 40, parties: 40 })
    const path = '/api/v1/dashboard/data'
    const { etag } = await readOnce(stand, path)
    const line = await raceOfReads(world, stand, {
      figure: 'unchanged dashboard, If-None-Match',
      limit: 'bare Fastify, 304',
      path,
      headers: { 'if-none-match': etag },
      limitPath: '/not-modified',
      expected: { status: 304, bytes: 0 },
      mark: '≥ 0.8×',
      least: 0.8,
    })
    return [line]
  },
}
