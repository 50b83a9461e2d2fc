import { exampleIds, Id, Instant, type Role, readableBy } from '@qtable/domain'
import { ActivityEntry } from '@qtable/protocol'
import { z } from 'zod'
import type { LoggedTransaction } from '../../db/logged-transaction.ts'
import { limit, nextLink } from '../listing.ts'
import { type Call, defineRoute, type Route } from '../route.ts'

const Before = z
  .union(
    [
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
      Instant,
    ],
    'must be a version, or an instant such as 2026-05-01T18:30:00Z',
  )
  .meta({ documentedAs: { type: 'string', examples: ['812', '2026-05-01T18:30:00Z'] } })

const EntityId = z
  .union([Id, z.string().regex(/^\d{1,10}$/)])
  .meta({ documentedAs: { type: 'string', examples: [exampleIds.guest, '1'] } })

export const activityRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/activity',
    id: 'listActivity',
    summary: 'List who did what',
    description: 'Viewers do not see the phone and the email of parties here: some of those were deleted since.',
    tag: 'Activity',
    auth: 'viewer',
    query: z.object({
      limit: limit(500, 100),
      before: Before.optional().describe('Only what was done before this version or instant'),
      entity_id: EntityId.optional().describe('Only what changed this entity'),
      actor_id: Id.optional().describe('Only what this user did'),
    }),
    success: { status: 200, description: 'Newest first', body: z.array(ActivityEntry), headers: ['Link'] },
    handle: async (call) => {
      const { query, parts, identity } = call
      const found = await parts.feed.activity(identity.restaurantId, {
        before: await versionOf(call, query.before),
        entityId: query.entity_id,
        actorId: query.actor_id,
        limit: query.limit + 1,
      })
      const page = found.slice(0, query.limit)
      const last = page.at(-1)
      const body = page.map((entry) => entryOf(entry, identity.role))
      if (found.length <= query.limit || !last) return { body }
      return { body, headers: { link: nextLink(call, { before: String(last.version) }) } }
    },
  }),
]

async function versionOf({ parts, identity }: Call<unknown, unknown, unknown>, before: string | number | undefined) {
  if (typeof before !== 'string') return before
  return (await parts.feed.versionBefore(identity.restaurantId, before)) + 1
}

function entryOf({ id, version, at, doneAt, actor, command, forced, changes }: LoggedTransaction, role: Role): object {
  return {
    transaction_id: id,
    version,
    timestamp: at,
    done_at: doneAt,
    actor: { id: actor.id, name: actor.name },
    command,
    ...(forced && { forced }),
    changes: changes.map(({ entity_type, entity_id, action, before = null, data = null }) => ({
      entity_type,
      entity_id,
      action,
      before: before && readableBy(role, before),
      after: data && readableBy(role, data),
    })),
  }
}
