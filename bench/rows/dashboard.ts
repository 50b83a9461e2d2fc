import { isDeepStrictEqual } from 'node:util'
import type { Row } from '../measure/row.ts'
import { mustShowRows } from '../world/agreement.ts'
import { raceOfReads, readOnce } from './reads.ts'

/** The two reads that show a whole floor, of 40 tables and 40 parties, while nothing changes. */
export const dashboard: Row = {
  name: 'dashboard',
  begins: 'One restaurant in a new database; half as many rounds as count',
  async run(world) {
    const stand = await world.openStand({ restaurants: 1, devices: 8, tables: 40, parties: 40 })
    await mustShowRows(stand, stand.restaurants)
    const paths = ['/api/v1/dashboard/data', '/api/v1/sync/full'] as const
    const [glance, full] = await Promise.all(paths.map((path) => readOnce(stand, path)))
    if (!glance || !full || !isDeepStrictEqual(listsOf(glance.body), listsOf(full.body))) {
      throw new Error('the dashboard shows other parties or tables than the full sync')
    }
    const limit = 'bare Fastify sending as many bytes'
    const common = { limit, limitPath: '/fixed', mark: '≥ 0.7×', least: 0.7 } as const
    const reads = [
      { ...common, figure: 'dashboard', path: paths[0], expected: { status: 200, bytes: glance.bytes } },
      { ...common, figure: 'full sync', path: paths[1], expected: { status: 200, bytes: full.bytes } },
    ]
    const lines = []
    for (const read of reads) lines.push(await raceOfReads(world, stand, read))
    return lines
  },
}

function listsOf(body: unknown) {
  const { guests, tables } = body as { guests: unknown; tables: unknown }
  return { guests, tables }
}
