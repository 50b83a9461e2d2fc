import { Instant, Problem } from '@qtable/domain'
import { type ResyncReason, transactionSuffix } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { ServerParts } from '../http/route.ts'
import { resumePosition } from '../journal/resume-position.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { cursorAt } from './encoded-floor.ts'
import { malformedField } from './problems.ts'

/** What happened since a place that a client named. */
export interface Since {
  fromVersion: number
  transactions: readonly LoggedTransaction[]
  /** The version that the transactions lead to, and when it was committed. */
  version: number
  at: string
  cursor: string
  hasMore: boolean
  snapshot: Snapshot
}

type Where = { world: Pick<ServerParts, 'cursors' | 'floors' | 'feed'>; restaurantId: number }

/**
 * The transactions after `since`, which is a cursor or an instant that a reply gave; `limit` of them at most.
 * `full_sync_required` where the log cannot continue from there.
 */
export async function readSince(since: string, limit: number, where: Where): Promise<Since> {
  const { version: fromVersion, snapshot } = await placeOf(since, where)
  const { restaurantId, world } = where
  const found = await world.feed.after(restaurantId, { version: fromVersion, snapshot, limit })
  if (found === 'gone') throw fullSyncRequired('That is too long ago')
  const last = found.transactions.at(-1)
  const { epoch } = snapshot
  return {
    fromVersion,
    ...found,
    version: last?.version ?? snapshot.floor.version,
    at: last?.at ?? snapshot.floor.committedAt,
    cursor: last
      ? world.cursors.encode({ restaurantId, epoch, version: last.version, suffix: transactionSuffix(last.id) })
      : cursorAt(snapshot, world.cursors),
    snapshot,
  }
}

/** The version that `since` stands for, on a floor that is known to have reached it. */
export async function placeOf(since: string, where: Where): Promise<{ version: number; snapshot: Snapshot }> {
  const found = await findPlace(since, where)
  if ('reason' in found) throw fullSyncRequired(found.detail)
  return found
}

/** The same, or why there is no such place. `malformed` where `since` is an instant that cannot be read. */
export async function findPlace(
  since: string,
  where: Where,
): Promise<{ version: number; snapshot: Snapshot } | { reason: ResyncReason; detail: string }> {
  const isInstant = /^\d{4}-\d\d-\d\d[T ]/.test(since)
  return isInstant ? placeOfInstant(since, where) : placeOfCursor(since, where)
}

async function placeOfCursor(since: string, { world, restaurantId }: Where) {
  const position = world.cursors.decode(since, restaurantId)
  if (!position) return { reason: 'cursor_invalid' as const, detail: 'The cursor is not one of this restaurant' }
  const snapshot = await resumePosition(position, world)
  if (snapshot) return { version: position.version, snapshot }
  return { reason: 'epoch' as const, detail: 'The cursor is of another life of the database' }
}

async function placeOfInstant(since: string, { world, restaurantId }: Where) {
  const instant = Instant.safeParse(since)
  if (!instant.success) throw malformedField('since', 'must be a cursor or an instant such as 2026-05-01T18:30:00Z')
  const at = instant.data
  const known = await world.floors.read(restaurantId)
  const snapshot = at <= known.floor.committedAt ? known : await world.floors.catchUp(restaurantId)
  if (at > snapshot.floor.committedAt) {
    // A clock of their own, not a reply: as long as that instant is not to come, nothing has happened since.
    if (Date.parse(at) > Date.now()) return { reason: 'cursor_invalid' as const, detail: 'That is in the future' }
    return { version: snapshot.floor.version, snapshot }
  }
  return { version: await world.feed.versionBefore(restaurantId, at), snapshot }
}

/** The refusal of a place that nothing can be continued from. */
export function fullSyncRequired(reason: string): Problem {
  return new Problem('full_sync_required', `${reason}: take a full sync and go on from its cursor`)
}
