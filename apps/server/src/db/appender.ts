import { Problem } from '@qtable/domain'
import { type Append, type AppendOutcome, type Busy, type WrittenAppend, writeAppend } from './append.ts'
import { isUnavailable } from './failures.ts'

/** A connection that does one statement after another. */
type Route = (members: readonly WrittenAppend[]) => Promise<(AppendOutcome | Busy)[]>

/** Where appends are sent. Each rejects where all of it failed, or its fate is unknown. */
export interface AppendRoutes {
  /** For members that are at hand. */
  together: readonly Route[]
  /** One member, which waits where somebody else holds its clock. */
  alone(member: WrittenAppend): Promise<AppendOutcome>
}

export interface Appender {
  /** Each restaurant at most once; outcomes in the same order. */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  /** Resolves when everything that was under way has its outcome; refuses what comes after. */
  close(): Promise<void>
}

interface Entry extends WrittenAppend {
  resolve(outcome: AppendOutcome): void
  reject(error: unknown): void
}

// What PostgreSQL does once for a statement is then a small part of the whole.
const membersAtMost = 32
// A hot restaurant's 32 changes are about 64,000 characters; so many more keep PostgreSQL at it for ten milliseconds.
const lengthAtMost = 256_000
// Below this, what waits does better to join what comes until the lane before is free: a statement of its own would keep
// PostgreSQL busy for as long as some five members more.
const membersAtLeast = 16
// What is longer is somebody's batch.
const longFrom = 96_000

/**
 * Lets appends of different restaurants share a statement, and so a commit: whatever waits when a lane is free travels
 * together, and each member has an outcome of its own. One with a long batch goes by itself and in one lane at a time, so
 * that nobody stands behind it. One that follows another of its restaurant before that is through goes right behind it, on
 * the same lane. One whose clock somebody else holds, and each of a statement that failed while the
 * connection did not, goes again alone.
 */
export function openAppender({ together, alone }: AppendRoutes): Appender {
  const waiting: Entry[] = []
  const long: Entry[] = []
  const free = [...together]
  const underWay = new Set<Promise<AppendOutcome>>()
  // Where each restaurant's last one is under way.
  const lanes = new Map<number, { lane: Route; last: Entry }>()
  let isLongUnderWay = false
  let isClosed = false

  function fill(): void {
    for (let lane = free.at(-1); lane; lane = free.at(-1)) {
      const isLong = long.length > 0 && !isLongUnderWay
      const isIdle = free.length === together.length || (isLongUnderWay && free.length === together.length - 1)
      if (!isLong && !isIdle && waiting.length < membersAtLeast) return
      const members = isLong ? long.splice(0, 1) : takeTogether(waiting)
      if (members.length === 0) return
      free.pop()
      if (isLong) isLongUnderWay = true
      void lead(members, lane, isLong)
    }
  }

  async function lead(members: readonly Entry[], lane: Route, isLong: boolean): Promise<void> {
    const answered = send(members, lane)
    const restaurants = new Set(members.map(({ restaurantId }) => restaurantId))
    for (const entry of takeAll(waiting, ({ restaurantId }) => restaurants.has(restaurantId))) void follow(entry, lane)
    const answer = await answered
    // First of all, so that PostgreSQL has the next ones while these get their answers.
    free.push(lane)
    if (isLong) isLongUnderWay = false
    fill()
    answer()
  }

  async function follow(entry: Entry, lane: Route): Promise<void> {
    const answer = await send([entry], lane)
    answer()
  }

  async function send(members: readonly Entry[], lane: Route): Promise<() => void> {
    for (const last of members) lanes.set(last.restaurantId, { lane, last })
    const [sent] = await Promise.allSettled([lane(members)])
    for (const member of members) {
      if (lanes.get(member.restaurantId)?.last === member) lanes.delete(member.restaurantId)
    }
    return () => answer(members, sent)
  }

  function answer(members: readonly Entry[], sent: PromiseSettledResult<(AppendOutcome | Busy)[]>): void {
    if (sent.status === 'fulfilled') {
      for (const [i, member] of members.entries()) tell(member, sent.value[i])
    } else if (members.length > 1 && !isUnavailable(sent.reason)) {
      for (const member of members) again(member)
    } else {
      for (const { reject } of members) reject(sent.reason)
    }
  }

  function tell(member: Entry, outcome: AppendOutcome | Busy | undefined): void {
    if (!outcome) member.reject(new Error(`an append without an outcome for restaurant ${member.restaurantId}`))
    else if (outcome.outcome === 'busy') again(member)
    else member.resolve(outcome)
  }

  function again(member: Entry): void {
    alone(member).then(member.resolve, member.reject)
  }

  function enqueue(member: Append): Promise<AppendOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>()
    const written = writeAppend(member)
    const entry = { ...written, resolve, reject }
    const isLong = written.json.length >= longFrom
    const ahead = lanes.get(written.restaurantId)
    if (isLong) long.push(entry)
    else if (ahead) void follow(entry, ahead.lane)
    else waiting.push(entry)
    underWay.add(promise)
    const end = () => underWay.delete(promise)
    promise.then(end, end)
    return promise
  }

  return {
    async append(members) {
      if (isClosed) throw new Problem('unavailable', 'The server is stopping', { retryAfterSeconds: 1 })
      const outcomes = members.map(enqueue)
      fill()
      return await Promise.all(outcomes)
    },
    async close() {
      isClosed = true
      await Promise.allSettled(underWay)
    },
  }
}

/** Takes what may share a statement: each restaurant once, in the order they came. */
function takeTogether(waiting: Entry[]): Entry[] {
  const restaurants = new Set<number>()
  let length = 0
  return takeAll(waiting, ({ restaurantId, json }) => {
    const isFull = restaurants.size === membersAtMost || (length + json.length > lengthAtMost && restaurants.size > 0)
    if (isFull || restaurants.has(restaurantId)) return false
    restaurants.add(restaurantId)
    length += json.length
    return true
  })
}

/** Takes out those that pass. */
function takeAll(waiting: Entry[], passes: (entry: Entry) => boolean): Entry[] {
  const taken: Entry[] = []
  let kept = 0
  for (const entry of waiting) {
    if (passes(entry)) taken.push(entry)
    else waiting[kept++] = entry
  }
  waiting.length = kept
  return taken
}
