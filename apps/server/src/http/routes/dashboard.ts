import { listOf } from '@qtable/domain'
import { DashboardAnswer } from '@qtable/protocol'
import { z } from 'zod'
import {
  cursorAt,
  dashboardBody,
  dashboardLists,
  dashboardTypes,
  encodeOnce,
  statsOf,
} from '../../wire/encoded-floor.ts'
import { readSince, tooLongAgo } from '../../wire/since.ts'
import { conditionalAnswer } from '../conditions.ts'
import { flag } from '../listing.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { withFloor } from '../with-floor.ts'
import { sinceParameter } from './sync.ts'

/** How many transactions a partial dashboard may span. Beyond that a whole one is smaller. */
const maxTransactions = 2000

export const dashboardRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/dashboard/data',
    id: 'getDashboard',
    summary: 'Read the dashboard',
    description: 'With `since` only the parties and tables that changed, and those that are gone.',
    tag: 'Dashboard',
    auth: 'viewer',
    query: z.object({ minimal: flag.describe('Parties and tables in short'), since: sinceParameter.optional() }),
    cacheable: true,
    refusals: ['full_sync_required'],
    success: {
      status: 200,
      description: 'Parties, tables and their statistics',
      body: DashboardAnswer,
      headers: ['ETag'],
    },
    handle: (call) => {
      const { cursors } = call.parts
      const { minimal, since } = call.query
      if (since !== undefined) return changesSince(call, since, minimal).then((body) => ({ body }))
      const kind = minimal ? 'dashboard-minimal' : 'dashboard'
      return withFloor(call, (snapshot) => {
        const { tag, encoded } = encodeOnce(snapshot, kind, () => dashboardBody(snapshot, { cursors, minimal }))
        return conditionalAnswer(call, tag, { encoded })
      })
    },
  }),
]

async function changesSince({ parts, identity }: Call<unknown, unknown, unknown>, since: string, minimal: boolean) {
  const { restaurantId } = identity
  const { transactions, snapshot, hasMore } = await readSince(since, maxTransactions, { parts, restaurantId })
  if (hasMore) throw tooLongAgo()
  const { floor } = snapshot
  const changes = transactions.flatMap((transaction) => transaction.changes)
  // By kind, because a client may give one id to a party and to a table.
  const changed = dashboardTypes.map((type) => {
    const ids = changes.filter(({ entity_type }) => entity_type === type).map(({ entity_id }) => entity_id)
    return { type, ids: [...new Set(ids)] }
  })
  return {
    ...dashboardLists(
      changed.map(({ type, ids }) => ({ type, list: ids.flatMap((id) => listOf(floor, type).get(id) ?? []) })),
      minimal,
    ),
    deleted: changed.flatMap(({ type, ids }) =>
      ids.filter((id) => !listOf(floor, type).has(id)).map((id) => ({ entity_type: type, entity_id: id })),
    ),
    stats: statsOf(floor),
    version: floor.version,
    cursor: cursorAt(snapshot, parts.cursors),
    timestamp: floor.committedAt,
  }
}
