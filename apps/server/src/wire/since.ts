import { Instant, Problem } from '@qtable/domain'
import { type ResyncReason, spelledInstant, transactionSuffix } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Feed } from '../journal/feed.ts'
import type { Floors } from '../journal/floors.ts'
import { resumePosition } from '../journal/resume-position.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from './cursors.ts'
import { cursorAt } from './encoded-floor.ts'
import { malformedField } from './problems.ts'

/** The transactions after a position that a client named. */
export interface TransactionsSince {
  /** The version of that position. */
  fromVersion: number
  transactions: readonly LoggedTransaction[]
  /** The version after the last of them, and when it was committed. */
  version: number
  at: string
  cursor: string
  hasMore: boolean
  snapshot: Snapshot
}

/** Where a position is looked up: one restaurant and what knows its history. */
export interface SinceScope {
  parts: { cursors: Cursors; floors: Floors; feed: Feed }
  restaurantId: number
}

/** A version to continue from, and a snapshot that has reached it. */
export interface KnownPosition {
  version: number
  snapshot: Snapshot
}

/** Why a client cannot continue from the position it named. */
export interface UnknownPosition {
  reason: ResyncReason
  detail: string
}

/**
 * At most `limit` transactions after `since`, which is a cursor or the timestamp of an answer. `full_sync_required` where
 * the log cannot continue from there.
 */
export async function readSince(since: string, limit: number, scope: SinceScope): Promise<TransactionsSince> {
  const { version: fromVersion, snapshot } = await mustFindPosition(since, scope)
  const { restaurantId, parts } = scope
  const found = await parts.feed.after(restaurantId, { version: fromVersion, snapshot, limit })
  if (found === 'gone') throw tooLongAgo()
  const last = found.transactions.at(-1)
  const { epoch } = snapshot
  return {
    fromVersion,
    ...found,
    version: last?.version ?? snapshot.floor.version,
    at: last?.at ?? snapshot.floor.committedAt,
    cursor: last
      ? parts.cursors.encode({ restaurantId, epoch, version: last.version, suffix: transactionSuffix(last.id) })
      : cursorAt(snapshot, parts.cursors),
    snapshot,
  }
}

/** The position that `since` names; `full_sync_required` where the history does not lead there. */
export async function mustFindPosition(since: string, scope: SinceScope): Promise<KnownPosition> {
  const found = await findPosition(since, scope)
  if ('reason' in found) throw fullSyncRequired(found.detail)
  return found
}

/** The position that `since` names, or why there is none. `malformed` where `since` looks like an instant and is none. */
export async function findPosition(since: string, scope: SinceScope): Promise<KnownPosition | UnknownPosition> {
  return isInstant(since) ? positionOfInstant(since, scope) : positionOfCursor(since, scope)
}

/** Whether a position is an instant, or looks like one, and no cursor. */
export function isInstant(since: string): boolean {
  return /^\d{4}-\d\d-\d\d[Tt ]/.test(since)
}

async function positionOfCursor(
  since: string,
  { parts, restaurantId }: SinceScope,
): Promise<KnownPosition | UnknownPosition> {
  const position = parts.cursors.decode(since, restaurantId)
  if (!position) return { reason: 'cursor_invalid', detail: 'The cursor is not valid for this restaurant' }
  const snapshot = await resumePosition(position, parts)
  if (snapshot) return { version: position.version, snapshot }
  return { reason: 'epoch', detail: 'The database was restored since this cursor was given out' }
}

// How far ahead a client's clock may be. Tablets that nobody sets are off by this much.
const clockDifferenceMs = 5 * 60_000

async function positionOfInstant(
  since: string,
  { parts, restaurantId }: SinceScope,
): Promise<KnownPosition | UnknownPosition> {
  const instant = Instant.safeParse(spelledInstant(since))
  if (!instant.success) throw malformedField('since', 'must be a cursor or an instant such as 2026-05-01T18:30:00Z')
  const at = instant.data
  const known = await parts.floors.read(restaurantId)
  const snapshot = at <= known.floor.committedAt ? known : await parts.floors.catchUp(restaurantId)
  if (at > snapshot.floor.committedAt) {
    // The client used its own clock instead of an answer's timestamp: nothing has happened since.
    if (Date.parse(at) > Date.now() + clockDifferenceMs) {
      return { reason: 'cursor_invalid', detail: 'That instant lies more than five minutes ahead' }
    }
    return { version: snapshot.floor.version, snapshot }
  }
  return { version: await parts.feed.versionBefore(restaurantId, at), snapshot }
}

/** The refusal of a position that is older than the log, or further back than an answer may reach. */
export function tooLongAgo(): Problem {
  return fullSyncRequired('That is too long ago')
}

function fullSyncRequired(reason: string): Problem {
  return new Problem('full_sync_required', `${reason}: take a full sync and continue from its cursor`)
}
