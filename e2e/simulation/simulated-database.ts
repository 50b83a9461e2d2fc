import { Problem, type Restaurant } from '@qtable/domain'
import type { Append } from '../../apps/server/src/db/append.ts'
import type { LoggedTransaction } from '../../apps/server/src/db/logged-transaction.ts'
import type { Journal } from '../../apps/server/src/journal/journal.ts'
import { openMemoryJournal } from '../../apps/server/src/journal/memory-journal.ts'
import type { Random } from '../random.ts'
import type { Scheduler, SimulatedProcess } from './scheduler.ts'

/** What goes wrong between the nodes and the database. Rates are probabilities. */
export interface DatabaseFaults {
  isDown: boolean
  /** Of responses that are lost after the query was carried out. */
  responseLossRate: number
  /** Of messages that take seconds. */
  slowRate: number
}

/** One PostgreSQL for all nodes. It outlives every node. */
export interface SimulatedDatabase {
  readonly faults: DatabaseFaults
  /** The journal without a network in between, for checks and for setting up. */
  readonly journal: Journal
  /** The journal as one node reaches it. `onTrouble` is called when a response is lost or late. */
  journalFor(node: SimulatedProcess, onTrouble: () => void): Journal
  /** Starts a new epoch, as after a failover. */
  renewEpoch(): void
  /** Removes the log up to a version: clients that are further behind need the whole floor. */
  prune(version: number): void
  /**
   * Restores the database to a version, or to just before it if it was appended together with later ones. The epoch
   * stays until a node detects the restore. Returns the version that was reached.
   */
  restore(version: number): Promise<number>
}

// How long a node tries before it gives the database up.
const unreachableMs = 300
// A node that waits longer than this counts as troubled.
const lateAfterMs = 100

export function openSimulatedDatabase(options: {
  scheduler: Scheduler
  random: Random
  restaurant: Restaurant
  /** The transaction that created the restaurant. */
  first: LoggedTransaction
  onCommit: (append: Append) => void
}): SimulatedDatabase {
  const { scheduler, random, restaurant, first, onCommit } = options
  const faults: DatabaseFaults = { isDown: false, responseLossRate: 0, slowRate: 0 }
  let appended: Append[] = []
  let prunedUpTo = 0
  const openMemory = (epoch: string) => {
    const memory = openMemoryJournal()
    memory.addRestaurant(restaurant, { epoch, first })
    return memory
  }
  let memory = openMemory(random.uuid(scheduler.now))

  const unpruned = <T extends { version: number }>(logged: readonly T[]) =>
    logged.filter(({ version }) => version > prunedUpTo)
  const journal: Journal = {
    async append(members) {
      const outcomes = await memory.append(members)
      for (const [i, { outcome }] of outcomes.entries()) {
        const member = members[i]
        if (outcome !== 'committed' || !member) continue
        appended.push(structuredClone(member))
        onCommit(member)
      }
      return outcomes
    },
    head: (restaurantId) => memory.head(restaurantId),
    heads: (restaurantIds) => memory.heads(restaurantIds),
    load: (restaurantId) => memory.load(restaurantId),
    past: (restaurantId, ids) => memory.past(restaurantId, ids),
    async readTail(restaurantId, version, limit) {
      const read = await memory.readTail(restaurantId, version, limit)
      const transactionId = version > prunedUpTo ? read.transactionId : undefined
      return { ...read, transactionId, transactions: version >= prunedUpTo ? read.transactions : [] }
    },
    transactionIdAt: async (restaurantId, version) =>
      version > prunedUpTo ? memory.transactionIdAt(restaurantId, version) : undefined,
    renewEpoch: (restaurantId, epoch) => memory.renewEpoch(restaurantId, epoch),
    after: async (restaurantId, version, limit) =>
      version >= prunedUpTo ? memory.after(restaurantId, version, limit) : [],
    async transactions(...given) {
      const { transactions, tooLarge } = await memory.transactions(...given)
      return { transactions: unpruned(transactions), tooLarge }
    },
    changedSince: (...given) => memory.changedSince(...given),
    // Pruning leaves receipts behind; the transaction that memory still has gives the same answer.
    answers: (restaurantId, ids) => memory.answers(restaurantId, ids),
    async versionBefore(restaurantId, at) {
      const version = await memory.versionBefore(restaurantId, at)
      return version > prunedUpTo ? version : 0
    },
    async activity(restaurantId, filter) {
      const { transactions, next } = await memory.activity(restaurantId, filter)
      return { transactions: unpruned(transactions), next: next !== undefined && next > prunedUpTo ? next : undefined }
    },
  }

  return {
    faults,
    journal,
    journalFor: (node, onTrouble) => remoteJournal({ scheduler, random, faults, journal, node, onTrouble }),
    renewEpoch: () => memory.setEpoch(restaurant.id, random.uuid(scheduler.now)),
    prune(version) {
      prunedUpTo = Math.max(prunedUpTo, version)
    },
    async restore(version) {
      const epoch = (await memory.head(restaurant.id))?.epoch ?? ''
      const isBefore = ({ transactions, expected }: Append) =>
        (transactions.at(-1)?.version ?? expected.version) <= version
      appended = appended.filter(isBefore)
      prunedUpTo = Math.min(prunedUpTo, version)
      memory = openMemory(epoch)
      for (const append of appended) {
        const [outcome] = await memory.append([{ ...append, expected: { ...append.expected, epoch } }])
        if (outcome?.outcome !== 'committed') throw new Error(`The restore failed: ${outcome?.outcome}`)
      }
      return (await memory.head(restaurant.id))?.version ?? 0
    },
  }
}

/** The journal behind a network that is slow, loses responses, or is down. */
function remoteJournal(options: {
  scheduler: Scheduler
  random: Random
  faults: DatabaseFaults
  journal: Journal
  node: SimulatedProcess
  onTrouble: () => void
}): Journal {
  const { scheduler, random, faults, journal, node, onTrouble } = options
  const latency = () => {
    const ms = random.chance(faults.slowRate) ? random.between(400, 4000) : random.between(0.3, 4)
    if (ms > lateAfterMs) onTrouble()
    return ms
  }
  const unreachable = () => new Problem('unavailable', 'The database is down', { retryAfterSeconds: 1 })

  function call<T>(isWrite: boolean, carryOut: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const giveUp = () => {
      onTrouble()
      const error = unreachable()
      scheduler.schedule(unreachableMs, () => reject(error), node)
    }
    const arrive = () => {
      if (faults.isDown) return giveUp()
      // The node died after it sent this: the database received it, or not.
      if (node.isDead && (!isWrite || random.chance(0.5))) return
      const isLost = random.chance(faults.responseLossRate)
      const backMs = latency()
      carryOut().then(
        (result) => {
          if (isLost) giveUp()
          else scheduler.schedule(backMs, () => resolve(result), node)
        },
        (error: unknown) => scheduler.schedule(backMs, () => reject(error), node),
      )
    }
    scheduler.schedule(latency(), arrive, undefined)
    return promise
  }
  const read = <T>(carryOut: () => Promise<T>) => call(false, carryOut)
  return {
    append: (members) => call(true, () => journal.append(members)),
    head: (...given) => read(() => journal.head(...given)),
    heads: (...given) => read(() => journal.heads(...given)),
    load: (...given) => read(() => journal.load(...given)),
    past: (...given) => read(() => journal.past(...given)),
    readTail: (...given) => read(() => journal.readTail(...given)),
    transactionIdAt: (...given) => read(() => journal.transactionIdAt(...given)),
    renewEpoch: (...given) => call(true, () => journal.renewEpoch(...given)),
    after: (...given) => read(() => journal.after(...given)),
    transactions: (...given) => read(() => journal.transactions(...given)),
    changedSince: (...given) => read(() => journal.changedSince(...given)),
    answers: (...given) => read(() => journal.answers(...given)),
    versionBefore: (...given) => read(() => journal.versionBefore(...given)),
    activity: (...given) => read(() => journal.activity(...given)),
  }
}
