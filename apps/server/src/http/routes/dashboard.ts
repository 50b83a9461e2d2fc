import { DashboardAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { cursorAt, dashboard, shown, statsOf, writtenOnce } from '../../wire/encoded-floor.ts'
import { fullSyncRequired, readSince } from '../../wire/since.ts'
import { tagged } from '../conditions.ts'
import { flag } from '../listing.ts'
import { onFloor } from '../on-floor.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { sinceText } from './sync.ts'

/** As many transactions as a dashboard may be behind; beyond it a fresh one is smaller. */
const behindAtMost = 2000

export const dashboardRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/dashboard/data',
    id: 'getDashboard',
    summary: 'The floor at a glance',
    description: 'With `since` only the parties and tables that changed, and those that are gone.',
    tag: 'Dashboard',
    auth: 'viewer',
    query: z.object({ minimal: flag.describe('Parties and tables in short'), since: sinceText.optional() }),
    cacheable: true,
    refusals: ['full_sync_required'],
    success: {
      status: 200,
      description: 'Parties, tables and what they add up to',
      body: DashboardAnswer,
      headers: ['ETag'],
    },
    handle: (call) => {
      const { cursors } = call.world
      const { minimal, since } = call.query
      if (since !== undefined) return changedSince(call, since, minimal).then((body) => ({ body }))
      const kind = minimal ? 'dashboard-minimal' : 'dashboard'
      return onFloor(call, (snapshot) => {
        const { tag, written } = writtenOnce(snapshot, kind, () => dashboard(snapshot, { cursors, minimal }))
        return tagged(call, tag, { written })
      })
    },
  }),
]

async function changedSince({ world, identity }: Call<unknown, unknown, unknown>, since: string, minimal: boolean) {
  const { restaurantId } = identity
  const { transactions, snapshot, hasMore } = await readSince(since, behindAtMost, { world, restaurantId })
  if (hasMore) throw fullSyncRequired('That is too long ago')
  const { floor } = snapshot
  // A client may give one id to a party and to a table.
  const touched = { guest: new Set<string>(), table: new Set<string>() }
  for (const { entity_type, entity_id } of transactions.flatMap(({ changes }) => changes)) {
    if (entity_type === 'guest' || entity_type === 'table') touched[entity_type].add(entity_id)
  }
  const guests = [...touched.guest]
  const tables = [...touched.table]
  const gone = (entity_type: 'guest' | 'table') => (entity_id: string) => ({ entity_type, entity_id })
  return {
    ...shown(
      guests.flatMap((id) => floor.guests.get(id) ?? []),
      tables.flatMap((id) => floor.tables.get(id) ?? []),
      minimal,
    ),
    deleted: [
      ...guests.filter((id) => !floor.guests.has(id)).map(gone('guest')),
      ...tables.filter((id) => !floor.tables.has(id)).map(gone('table')),
    ],
    stats: statsOf(floor),
    version: floor.version,
    cursor: cursorAt(snapshot, world.cursors),
    timestamp: floor.committedAt,
  }
}
