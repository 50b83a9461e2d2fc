import { type Change, entityOf, exampleIds, Id, Instant, type Role, readableBy, type Steps } from '@qtable/domain'
import { ActivityEntry } from '@qtable/protocol'
import { z } from 'zod'
import { runInTurns } from '../../commands/run-in-turns.ts'
import type { LoggedTransaction } from '../../db/logged-transaction.ts'
import { encodeText } from '../../wire/encoded-text.ts'
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
    description:
      'A page holds fewer than `limit` where they are large; the header Link leads to the next. ' +
      'Viewers do not see the phone and the email of parties here: some of those were deleted since.',
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
      const filter = {
        before: await versionOf(call, query.before),
        entityId: query.entity_id === undefined ? undefined : await ownIdOf(call, query.entity_id),
        actorId: query.actor_id,
        limit: query.limit,
      }
      return await parts.feed.activity(identity.restaurantId, filter, async ({ transactions, next }) => {
        const encoded = encodeText(await runInTurns(jsonOf(transactions, identity.role)))
        if (next === undefined) return { encoded }
        return { encoded, headers: { link: nextLink(call, { before: String(next) }) } }
      })
    },
  }),
]

// A party may have been created under several ids.
async function ownIdOf({ parts, identity }: Call<unknown, unknown, unknown>, id: string): Promise<string> {
  const { floor } = await parts.floors.read(identity.restaurantId)
  return entityOf(floor, 'guest', id)?.id ?? id
}

async function versionOf({ parts, identity }: Call<unknown, unknown, unknown>, before: string | number | undefined) {
  if (typeof before !== 'string') return before
  return (await parts.feed.versionBefore(identity.restaurantId, before)) + 1
}

/** How many changes of a version are encoded in one step: a tenth of a millisecond or two. */
const changesAtOnce = 16

// In steps: a version may hold a thousand changes, and a page many of those.
function* jsonOf(transactions: readonly LoggedTransaction[], role: Role): Steps<string> {
  const entries: string[] = []
  for (const transaction of transactions) {
    yield
    const head = JSON.stringify(headOf(transaction))
    const { changes } = transaction
    const encoded: string[] = []
    for (const [i, change] of changes.entries()) {
      if (i % changesAtOnce === 0) yield
      encoded.push(JSON.stringify(changeOf(change, role)))
    }
    entries.push(`${head.slice(0, -1)},"changes":[${encoded.join()}]}`)
  }
  return `[${entries.join()}]`
}

function headOf({ id, version, at, doneAt, actor, command, forced }: LoggedTransaction): object {
  return {
    transaction_id: id,
    version,
    timestamp: at,
    done_at: doneAt,
    actor: { id: actor.id, name: actor.name },
    command,
    ...(forced && { forced }),
  }
}

function changeOf({ entity_type, entity_id, action, before, data }: Change, role: Role): object {
  return {
    entity_type,
    entity_id,
    action,
    before: before ? readableBy(role, before) : null,
    after: data ? readableBy(role, data) : null,
  }
}
