import { Problem } from '@qtable/domain'
import { type Append, type AppendOutcome, type Busy, type WrittenAppend, writeAppend } from './append.ts'
import { isUnavailable } from './failures.ts'

/** Where appends are sent. Each rejects where all of it failed, or its fate is unknown. */
export interface AppendRoutes {
  /** One statement on each lane at a time, for members that are at hand. */
  together: readonly ((members: readonly WrittenAppend[]) => Promise<(AppendOutcome | Busy)[]>)[]
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
// What is longer is somebody's batch.
const longFrom = 96_000

/**
 * Lets appends of different restaurants share a statement, and so a commit: whatever waits when a lane is free travels
 * together, and each member has an outcome of its own. One with a long batch goes by itself and in one lane at a time, so
 * that nobody stands behind it. One whose clock somebody else holds, and each of a statement that failed while the
 * connection did not, goes again alone.
 */
export function openAppender({ together, alone }: AppendRoutes): Appender {
  const waiting: Entry[] = []
  const long: Entry[] = []
  const free = [...together]
  const underWay = new Set<Promise<AppendOutcome>>()
  let isLongUnderWay = false
  let isClosed = false

  function fill(): void {
    for (let lane = free.at(-1); lane; lane = free.at(-1)) {
      const isLong = long.length > 0 && !isLongUnderWay
      const members = isLong ? long.splice(0, 1) : takeTogether(waiting)
      if (members.length === 0) return
      free.pop()
      if (isLong) isLongUnderWay = true
      void send(members, lane, isLong)
    }
  }

  async function send(members: readonly Entry[], lane: (typeof together)[number], isLong: boolean): Promise<void> {
    const [sent] = await Promise.allSettled([lane(members)])
    // First of all, so that PostgreSQL has the next ones while these get their answers.
    free.push(lane)
    if (isLong) isLongUnderWay = false
    fill()
    if (sent.status === 'fulfilled') {
      for (const [i, member] of members.entries()) answer(member, sent.value[i])
    } else if (members.length > 1 && !isUnavailable(sent.reason)) {
      for (const member of members) again(member)
    } else {
      for (const { reject } of members) reject(sent.reason)
    }
  }

  function answer(member: Entry, outcome: AppendOutcome | Busy | undefined): void {
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
    const line = written.json.length < longFrom ? waiting : long
    line.push({ ...written, resolve, reject })
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

/** Takes from the front what may share a statement: each restaurant once, in the order they came. */
function takeTogether(waiting: Entry[]): Entry[] {
  const restaurants = new Set<number>()
  let length = 0
  for (const { restaurantId, json } of waiting) {
    length += json.length
    const isFull = restaurants.size === membersAtMost || (length > lengthAtMost && restaurants.size > 0)
    if (isFull || restaurants.has(restaurantId)) break
    restaurants.add(restaurantId)
  }
  return waiting.splice(0, restaurants.size)
}
