import { Problem, type Restaurant } from '@qtable/domain'
import type { Append } from '../../apps/server/src/db/append.ts'
import type { LoggedTransaction } from '../../apps/server/src/db/logged-transaction.ts'
import type { Journal } from '../../apps/server/src/journal/journal.ts'
import { openMemoryJournal } from '../../apps/server/src/journal/memory-journal.ts'
import type { Random } from './random.ts'
import type { Actor, Timeline } from './timeline.ts'

export interface DatabaseFaults {
  /** Nobody reaches it. */
  isAway: boolean
  /** How likely an answer is lost after the question was carried out. */
  losesAnswer: number
  /** How likely a question takes seconds. */
  isSlow: number
}

/** One PostgreSQL for all nodes, with what lies between it and them. It outlives every node. */
export interface SimulatedDatabase {
  readonly faults: DatabaseFaults
  /** Without any network in between. */
  readonly direct: Journal
  /** As one node reaches it; `trouble` hears when a question has no answer or a late one. */
  seenBy(node: Actor, trouble: () => void): Journal
  /** Another epoch, as after a failover. */
  renewEpoch(): void
  /** Removes the log up to a version: who knows less must take the whole floor. */
  prune(version: number): void
  /**
   * Puts the database back to what it was at a version or, where several were appended with it, just before; in the same
   * epoch: nobody has noticed yet. Gives the version that it is at.
   */
  putBack(version: number): Promise<number>
}

const awayMs = 300

export function openSimulatedDatabase(options: {
  timeline: Timeline
  random: Random
  restaurant: Restaurant
  first: LoggedTransaction
  committed: (append: Append) => void
}): SimulatedDatabase {
  const { timeline, random, restaurant, first, committed } = options
  const faults: DatabaseFaults = { isAway: false, losesAnswer: 0, isSlow: 0 }
  const epochs: string[] = [random.uuid(timeline.now)]
  let appended: Append[] = []
  let logFloor = 0
  let memory = openMemoryJournal()
  memory.found(restaurant, { epoch: epochs[0] ?? '', first })

  const kept = <T extends { version: number }>(logged: readonly T[]) =>
    logged.filter(({ version }) => version > logFloor)
  const direct: Journal = {
    async append(members) {
      const outcomes = await memory.append(members)
      for (const [i, { outcome }] of outcomes.entries()) {
        const member = members[i]
        if (outcome !== 'committed' || !member) continue
        appended.push(structuredClone(member))
        committed(member)
      }
      return outcomes
    },
    head: (restaurantId) => memory.head(restaurantId),
    heads: (restaurantIds) => memory.heads(restaurantIds),
    load: (restaurantId) => memory.load(restaurantId),
    async news(restaurantId, version, limit) {
      const read = await memory.news(restaurantId, version, limit)
      const transactionId = version > logFloor ? read.transactionId : undefined
      return { ...read, transactionId, transactions: version >= logFloor ? read.transactions : [] }
    },
    transactionIdAt: async (restaurantId, version) =>
      version > logFloor ? memory.transactionIdAt(restaurantId, version) : undefined,
    renewEpoch: (restaurantId, epoch) => memory.renewEpoch(restaurantId, epoch),
    after: async (restaurantId, version, limit) =>
      version >= logFloor ? memory.after(restaurantId, version, limit) : [],
    transactions: async (restaurantId, ids) => kept(await memory.transactions(restaurantId, ids)),
    // What is pruned leaves receipts; a transaction in its place answers the same.
    answers: (restaurantId, ids) => memory.answers(restaurantId, ids),
    async versionBefore(restaurantId, at) {
      const version = await memory.versionBefore(restaurantId, at)
      return version > logFloor ? version : 0
    },
    activity: async (restaurantId, filter) => kept(await memory.activity(restaurantId, filter)),
  }

  const latency = () => (random.chance(faults.isSlow) ? random.between(400, 4000) : random.between(0.3, 4))
  const isGone = () => new Problem('unavailable', 'The database is away', { retryAfterSeconds: 1 })

  function seenBy(node: Actor, trouble: () => void): Journal {
    function ask<T>(isWrite: boolean, carryOut: () => Promise<T>): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const refuse = (error: unknown, ms: number) => {
        trouble()
        timeline.after(ms, () => reject(error), node)
      }
      const lateMs = latency()
      if (lateMs > 100) trouble()
      const arrive = () => {
        if (faults.isAway) return refuse(isGone(), awayMs)
        // The node went down after it had sent this: the database has it, or not.
        if (node.isDead && (!isWrite || random.chance(0.5))) return
        const isLost = random.chance(faults.losesAnswer)
        const backMs = latency()
        if (backMs > 100) trouble()
        carryOut().then(
          (answer) => {
            if (isLost) refuse(isGone(), awayMs)
            else timeline.after(backMs, () => resolve(answer), node)
          },
          (error: unknown) => timeline.after(backMs, () => reject(error), node),
        )
      }
      timeline.after(lateMs, arrive, undefined)
      return promise
    }
    const read = <T>(carryOut: () => Promise<T>) => ask(false, carryOut)
    return {
      append: (members) => ask(true, () => direct.append(members)),
      head: (...given) => read(() => direct.head(...given)),
      heads: (...given) => read(() => direct.heads(...given)),
      load: (...given) => read(() => direct.load(...given)),
      news: (...given) => read(() => direct.news(...given)),
      transactionIdAt: (...given) => read(() => direct.transactionIdAt(...given)),
      renewEpoch: (...given) => ask(true, () => direct.renewEpoch(...given)),
      after: (...given) => read(() => direct.after(...given)),
      transactions: (...given) => read(() => direct.transactions(...given)),
      answers: (...given) => read(() => direct.answers(...given)),
      versionBefore: (...given) => read(() => direct.versionBefore(...given)),
      activity: (...given) => read(() => direct.activity(...given)),
    }
  }

  return {
    faults,
    direct,
    seenBy,
    renewEpoch() {
      const epoch = random.uuid(timeline.now)
      epochs.push(epoch)
      memory.renew(restaurant.id, epoch)
    },
    prune(version) {
      logFloor = Math.max(logFloor, version)
    },
    async putBack(version) {
      const epoch = (await memory.head(restaurant.id))?.epoch ?? ''
      const isBefore = ({ transactions, expected }: Append) =>
        (transactions.at(-1)?.version ?? expected.version) <= version
      appended = appended.filter(isBefore)
      logFloor = Math.min(logFloor, version)
      memory = openMemoryJournal()
      memory.found(restaurant, { epoch, first })
      for (const append of appended) {
        const [outcome] = await memory.append([{ ...append, expected: { ...append.expected, epoch } }])
        if (outcome?.outcome !== 'committed') throw new Error(`putting back failed: ${outcome?.outcome}`)
      }
      return (await memory.head(restaurant.id))?.version ?? 0
    },
  }
}
