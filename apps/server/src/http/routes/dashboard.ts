import { DashboardAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { floorTag, hasMatch } from '../conditions.ts'
import { cursorAt, dashboard, encodedOnce, shown, statsOf } from '../encoded-floor.ts'
import { flag } from '../listing.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { fullSyncRequired, readSince } from '../since.ts'
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
    query: z.object({ minimal: flag, since: sinceText.optional() }),
    cacheable: true,
    refusals: ['full_sync_required'],
    success: {
      status: 200,
      description: 'Parties, tables and what they add up to',
      body: DashboardAnswer,
      headers: ['ETag'],
    },
    handle: async (call) => {
      const { minimal, since } = call.query
      if (since !== undefined) return { body: await changedSince(call, since, minimal) }
      const { world, identity, headers } = call
      const snapshot = await world.floors.read(identity.restaurantId)
      const { floor } = snapshot
      const kind = minimal ? '.minimal' : ''
      const etag = floorTag(snapshot, kind)
      if (hasMatch(headers.ifNoneMatch, etag)) return { notModified: true, headers: { etag } }
      const { cursors } = world
      const encoded = encodedOnce(floor, `dashboard${kind}`, () => dashboard(snapshot, { cursors, minimal }))
      return { encoded, headers: { etag } }
    },
  }),
]

async function changedSince({ world, identity }: Call<unknown, unknown, unknown>, since: string, minimal: boolean) {
  const { restaurantId } = identity
  const { transactions, snapshot, hasMore } = await readSince(since, behindAtMost, { world, restaurantId })
  if (hasMore) throw fullSyncRequired('That is too long ago')
  const { floor } = snapshot
  const touched = new Map<string, 'guest' | 'table'>()
  for (const { entity_type, entity_id } of transactions.flatMap(({ changes }) => changes)) {
    if (entity_type === 'guest' || entity_type === 'table') touched.set(entity_id, entity_type)
  }
  const ids = [...touched.keys()]
  return {
    ...shown(
      ids.flatMap((id) => floor.guests.get(id) ?? []),
      ids.flatMap((id) => floor.tables.get(id) ?? []),
      minimal,
    ),
    deleted: [...touched].flatMap(([entity_id, entity_type]) =>
      floor.guests.has(entity_id) || floor.tables.has(entity_id) ? [] : [{ entity_type, entity_id }],
    ),
    stats: statsOf(floor),
    version: floor.version,
    cursor: cursorAt(snapshot, world.cursors),
    timestamp: floor.committedAt,
  }
}
