import { Problem, readableChanges } from '@qtable/domain'
import { DeltaAnswer, FullSyncAnswer, mergedChanges, SyncHealthAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { type EncodedFloor, encodeFullSync, encodeOnce, fullSync, isLargeFloor } from '../../wire/encoded-floor.ts'
import { readSince } from '../../wire/since.ts'
import { conditionalAnswer } from '../conditions.ts'
import { limit } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { withFloor } from '../with-floor.ts'

/** The position to continue from. */
export const sinceParameter = z.string().min(1).max(200).describe('A cursor, or the `timestamp` of an answer')

export const syncRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/sync/full',
    id: 'fullSync',
    summary: 'Read the whole floor at one instant',
    tag: 'Sync',
    auth: 'viewer',
    cacheable: true,
    success: { status: 200, description: 'All entities of the floor', body: FullSyncAnswer, headers: ['ETag'] },
    handle: (call) =>
      withFloor(call, (snapshot) => {
        const { cursors } = call.parts
        const answer = ({ tag, encoded }: EncodedFloor) => conditionalAnswer(call, tag, { encoded })
        if (isLargeFloor(snapshot.floor)) return encodeFullSync(snapshot, cursors).then(answer)
        return answer(encodeOnce(snapshot, 'full', () => fullSync(snapshot, cursors)))
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/sync/delta',
    id: 'deltaSync',
    summary: 'Read what changed since a position',
    tag: 'Sync',
    auth: 'viewer',
    query: z.object({ since: sinceParameter, limit: limit(1000, 500).describe('How many versions at most') }),
    refusals: ['full_sync_required'],
    success: { status: 200, description: 'Each changed entity once', body: DeltaAnswer },
    handle: async ({ parts, identity: { restaurantId, role }, query }) => {
      const found = await readSince(query.since, query.limit, { parts, restaurantId })
      const { fromVersion, version, at, cursor, hasMore, transactions, snapshot } = found
      const changes = transactions.flatMap((transaction) => transaction.changes)
      return {
        body: {
          from_version: fromVersion,
          version,
          cursor,
          timestamp: at,
          has_more: hasMore,
          changes: mergedChanges(readableChanges(role, snapshot.floor, changes)),
        },
      }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/sync/health',
    id: 'syncHealth',
    summary: 'Check how far this server is',
    tag: 'Sync',
    auth: 'viewer',
    success: { status: 200, description: 'Whether it reaches the database, and its version', body: SyncHealthAnswer },
    handle: async ({ parts, identity: { restaurantId } }) => {
      const before = await parts.floors.load(restaurantId)
      const after = await unlessUnavailable(parts.floors.catchUp(restaurantId))
      const { floor } = after ?? before
      return {
        body: {
          status: after ? 'healthy' : 'degraded',
          restaurant_id: restaurantId,
          version: floor.version,
          connected_clients: parts.connectedClients(restaurantId),
          lag_ms: Math.max(0, Date.parse(floor.committedAt) - Date.parse(before.floor.committedAt)),
        },
      }
    },
  }),
]

/** The value of a promise; undefined where the database cannot be reached. */
async function unlessUnavailable<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') return undefined
    throw error
  }
}
