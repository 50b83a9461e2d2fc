import { Problem } from '@qtable/domain'
import type { Append, AppendOutcome, BusyClock } from './append.ts'
import { isUnavailable } from './failures.ts'
import { type SerializedAppend, serializeAppend } from './serialize-append.ts'

/**
 * Sends several appends as one statement. The statements of one connection run in order. Rejects where the whole statement
 * failed or its outcome is unknown.
 */
type SendTogether = (members: readonly SerializedAppend[]) => Promise<(AppendOutcome | BusyClock)[]>

/** The connections that appends are sent on. */
export interface AppendConnections {
  shared: readonly SendTogether[]
  /** Sends one append, which waits for its clock where another transaction has locked it. */
  sendAlone(member: SerializedAppend): Promise<AppendOutcome>
}

export interface Appender {
  /** Appends for each restaurant at most once; outcomes in the same order. */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  /** Refuses new appends; resolves when every append in flight has its outcome. */
  close(): Promise<void>
}

/** An append in the queue, and the promise of its caller. */
interface QueuedAppend extends SerializedAppend {
  resolve(outcome: AppendOutcome): void
  reject(error: unknown): void
}

// With 32 members the fixed cost of a statement is small.
const membersAtMost = 32
// A hot restaurant's 32 changes are about 64,000 characters; four times as many keep PostgreSQL busy for ten milliseconds.
const lengthAtMost = 256_000
// The second connection is for larger groups. A smaller group waits for the statement in flight, because a separate statement
// costs PostgreSQL as much as some five members.
const membersAtLeast = 16
// A longer append is a batch.
const longFrom = 96_000

/**
 * Combines appends of different restaurants into one statement and one commit: a free connection takes every waiting append.
 * Each append has a separate outcome. A long batch is sent alone and on one connection at a time, so that other appends
 * do not wait behind it. An append whose restaurant has one in flight is pipelined behind it on the same connection. An
 * append with a locked clock, and each member of a statement that failed on a working connection, is sent again alone.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: its steps share the queues and the appends in flight
export function openAppender({ shared, sendAlone }: AppendConnections): Appender {
  const waiting: QueuedAppend[] = []
  const long: QueuedAppend[] = []
  const free = [...shared]
  const unanswered = new Set<Promise<AppendOutcome>>()
  /** The last append in flight of each restaurant, and its connection. */
  const inFlight = new Map<number, { connection: SendTogether; last: QueuedAppend }>()
  let isLongInFlight = false
  let isClosed = false

  function sendWaiting(): void {
    for (let connection = free.at(-1); connection; connection = free.at(-1)) {
      const isLong = long.length > 0 && !isLongInFlight
      const isIdle = free.length === shared.length || (isLongInFlight && free.length === shared.length - 1)
      if (!isLong && !isIdle && waiting.length < membersAtLeast) return
      const members = isLong ? long.splice(0, 1) : takeStatement(waiting)
      if (members.length === 0) return
      free.pop()
      if (isLong) isLongInFlight = true
      sendGroup(members, connection, isLong).catch((error) => rejectAll(members, error))
    }
  }

  async function sendGroup(members: readonly QueuedAppend[], connection: SendTogether, isLong: boolean): Promise<void> {
    const sent = send(members, connection)
    const restaurants = new Set(members.map(({ restaurantId }) => restaurantId))
    const followers = takeWhere(waiting, ({ restaurantId }) => restaurants.has(restaurantId))
    for (const follower of followers) sendBehind(follower, connection).catch((error) => rejectAll([follower], error))
    const settle = await sent
    // PostgreSQL gets the next statement before the callers get their outcomes.
    free.push(connection)
    if (isLong) isLongInFlight = false
    sendWaiting()
    settle()
  }

  async function sendBehind(member: QueuedAppend, connection: SendTogether): Promise<void> {
    const settle = await send([member], connection)
    settle()
  }

  /** Resolves when the statement has ended, with a function that settles its members. */
  async function send(members: readonly QueuedAppend[], connection: SendTogether): Promise<() => void> {
    for (const last of members) inFlight.set(last.restaurantId, { connection, last })
    const [result] = await Promise.allSettled([connection(members)])
    for (const member of members) {
      if (inFlight.get(member.restaurantId)?.last === member) inFlight.delete(member.restaurantId)
    }
    return () => settleAll(members, result)
  }

  function settleAll(
    members: readonly QueuedAppend[],
    result: PromiseSettledResult<(AppendOutcome | BusyClock)[]>,
  ): void {
    if (result.status === 'fulfilled') {
      for (const [i, member] of members.entries()) settleOne(member, result.value[i])
    } else if (members.length > 1 && !isUnavailable(result.reason)) {
      for (const member of members) retryAlone(member)
    } else {
      for (const { reject } of members) reject(result.reason)
    }
  }

  function settleOne(member: QueuedAppend, outcome: AppendOutcome | BusyClock | undefined): void {
    if (!outcome) member.reject(new Error(`an append without an outcome for restaurant ${member.restaurantId}`))
    else if (outcome.outcome === 'busy') retryAlone(member)
    else member.resolve(outcome)
  }

  function retryAlone(member: QueuedAppend): void {
    sendAlone(member).then(member.resolve, member.reject)
  }

  function enqueue(append: Append): Promise<AppendOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>()
    const member = { ...serializeAppend(append), resolve, reject }
    const ahead = inFlight.get(member.restaurantId)
    if (member.json.length >= longFrom) long.push(member)
    else if (ahead) sendBehind(member, ahead.connection).catch((error) => rejectAll([member], error))
    else waiting.push(member)
    unanswered.add(promise)
    const forget = () => unanswered.delete(promise)
    promise.then(forget, forget)
    return promise
  }

  return {
    async append(members) {
      if (isClosed) throw new Problem('unavailable', 'The server is stopping', { retryAfterSeconds: 1 })
      const outcomes = members.map(enqueue)
      sendWaiting()
      return await Promise.all(outcomes)
    },
    async close() {
      isClosed = true
      await Promise.allSettled(unanswered)
    },
  }
}

function rejectAll(members: readonly QueuedAppend[], error: unknown): void {
  for (const { reject } of members) reject(error)
}

/** Removes the appends of the next statement: each restaurant once, in order of arrival. */
function takeStatement(waiting: QueuedAppend[]): QueuedAppend[] {
  const restaurants = new Set<number>()
  let length = 0
  return takeWhere(waiting, ({ restaurantId, json }) => {
    const isFull = restaurants.size === membersAtMost || (length + json.length > lengthAtMost && restaurants.size > 0)
    if (isFull || restaurants.has(restaurantId)) return false
    restaurants.add(restaurantId)
    length += json.length
    return true
  })
}

/** Removes and returns the appends that pass. */
function takeWhere(waiting: QueuedAppend[], passes: (append: QueuedAppend) => boolean): QueuedAppend[] {
  const taken: QueuedAppend[] = []
  let kept = 0
  for (const append of waiting) {
    if (passes(append)) taken.push(append)
    else waiting[kept++] = append
  }
  waiting.length = kept
  return taken
}
