import { Problem } from '@qtable/domain'
import { DeltaAnswer, FullSyncAnswer, mergedChanges, SyncHealthAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { fullSync, writtenOnce } from '../../wire/encoded-floor.ts'
import { readSince } from '../../wire/since.ts'
import { tagged } from '../conditions.ts'
import { limit } from '../listing.ts'
import { onFloor } from '../on-floor.ts'
import { defineRoute, type Route } from '../route.ts'

/** A place to go on from, as a query has it. */
export const sinceText = z.string().min(1).max(200).describe('A cursor, or an instant that an answer gave as timestamp')

export const syncRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/sync/full',
    id: 'fullSync',
    summary: 'The floor at one instant',
    tag: 'Sync',
    auth: 'viewer',
    cacheable: true,
    success: { status: 200, description: 'Everything that is live', body: FullSyncAnswer, headers: ['ETag'] },
    handle: (call) =>
      onFloor(call, (snapshot) => {
        const { tag, written } = writtenOnce(snapshot, 'full', () => fullSync(snapshot, call.world.cursors))
        return tagged(call, tag, { written })
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/sync/delta',
    id: 'deltaSync',
    summary: 'What changed since',
    tag: 'Sync',
    auth: 'viewer',
    query: z.object({ since: sinceText, limit: limit(1000, 500).describe('How many versions at most') }),
    refusals: ['full_sync_required'],
    success: { status: 200, description: 'Each entity that changed, once', body: DeltaAnswer },
    handle: async ({ world, identity: { restaurantId }, query }) => {
      const found = await readSince(query.since, query.limit, { world, restaurantId })
      const { fromVersion, version, at, cursor, hasMore, transactions } = found
      return {
        body: {
          from_version: fromVersion,
          version,
          cursor,
          timestamp: at,
          has_more: hasMore,
          changes: mergedChanges(transactions.flatMap(({ changes }) => changes)),
        },
      }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/sync/health',
    id: 'syncHealth',
    summary: 'How well this server keeps up',
    tag: 'Sync',
    auth: 'viewer',
    success: { status: 200, description: 'Whether it does, and where it is', body: SyncHealthAnswer },
    handle: async ({ world, identity: { restaurantId } }) => {
      const before = await world.floors.load(restaurantId)
      const after = await reached(world.floors.catchUp(restaurantId))
      const { floor } = after ?? before
      return {
        body: {
          status: after ? 'healthy' : 'degraded',
          restaurant_id: restaurantId,
          version: floor.version,
          connected_clients: world.connectedClients(restaurantId),
          lag_ms: Math.max(0, Date.parse(floor.committedAt) - Date.parse(before.floor.committedAt)),
        },
      }
    },
  }),
]

/** What a promise gives; undefined where the database cannot be reached. */
async function reached<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') return undefined
    throw error
  }
}
