import {
  applyTransaction,
  type Command,
  decide,
  emptyFloor,
  type Floor,
  failureOf,
  type ListedType,
  newRestaurant,
  Problem,
  prepareCommand,
  type Role,
  type Transaction,
  wasDeletedIn,
  wholeSecond,
} from '@qtable/domain'
import type { OperationResult, ServerMessage } from '@qtable/protocol'
import { openRecentTransactions, type RecentTransactions } from '../replica/recent-transactions.ts'
import { fakeFrame, fakeFullSync, fakeMergedFrame } from './fake-frames.ts'

export interface FakePerson {
  id: string
  name: string
  role: Role
}

/** What one request asks for: one command or a batch. */
export interface FakeUnit {
  id: string
  isBatch: boolean
  commands: readonly Command[]
}

/** A restaurant on a fake server: the rules of the domain, a log, and one outcome for each id. */
export interface FakeRestaurant {
  readonly id: number
  readonly floor: Floor
  readonly log: readonly Transaction[]
  readonly epoch: string
  /** How many reservations a full sync on a socket has in one frame. */
  reservationsPerFrame: number
  /** Decides a unit, once for each id. A refusal is a result with its error. */
  execute(by: FakePerson, unit: FakeUnit): OperationResult
  cursor(version?: number): string
  /** The version of a cursor; undefined where it cannot be continued. */
  versionOf(cursor: string): number | undefined
  full(): Omit<ServerMessage & { type: 'full_sync' }, 'type'>
  frame(transaction: Transaction): ServerMessage
  /** Everything after a version, as one frame. */
  merged(since: number): ServerMessage
  onCommit(listener: (transaction: Transaction) => void): void
  /** Removes the log up to a version: earlier cursors cannot be continued. */
  forget(version: number): void
  /** Puts the database back to an earlier version, in a new epoch. */
  putBack(version: number): void
}

export function openFakeRestaurant(options: { id?: number; now: () => number; newId: () => string }): FakeRestaurant {
  const { id = 1, now, newId } = options
  const at = () => wholeSecond(now())
  const restaurant = newRestaurant({ id, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin', now: at() })
  let floor = emptyFloor(restaurant, { version: 1, committedAt: at() })
  let log: Transaction[] = []
  let logFloor = 1
  let epoch = newId()
  let floors: Floor[] = [floor]
  const recent = openRecentTransactions()
  const outcomes = new Map<string, OperationResult>()
  const listeners: ((transaction: Transaction) => void)[] = []
  const cursorAt = (version: number) => `${epoch}.${version}.fake${id}`
  const feed = () => ({ restaurantId: id, epoch, cursorAt })

  function commit(transaction: Transaction): void {
    floor = applyTransaction(floor, transaction)
    floors.push(floor)
    log.push(transaction)
    recent.add(transaction)
    for (const listener of listeners) listener(transaction)
  }

  return {
    id,
    reservationsPerFrame: Number.POSITIVE_INFINITY,
    get floor() {
      return floor
    },
    get log() {
      return log
    },
    get epoch() {
      return epoch
    },
    execute(by, unit) {
      const first = outcomes.get(unit.id)
      if (first) return first.status === 'rejected' ? first : { ...first, status: 'duplicate' }
      const outcome = outcomeOf(unit, { floor, log, recent, by, now: now(), newId, commit })
      outcomes.set(unit.id, outcome)
      return outcome
    },
    cursor: (version = floor.version) => cursorAt(version),
    versionOf(cursor) {
      const version = Number(cursor.split('.')[1])
      return cursor === cursorAt(version) && version >= logFloor && version <= floor.version ? version : undefined
    },
    full: () => fakeFullSync(feed(), floor),
    frame: (transaction) => fakeFrame(feed(), transaction),
    merged: (since) =>
      fakeMergedFrame(
        feed(),
        log.filter(({ version }) => version > since),
        since,
      ),
    onCommit: (listener) => void listeners.push(listener),
    forget(version) {
      logFloor = version
      log = log.filter((transaction) => transaction.version > version)
    },
    putBack(version) {
      floors = floors.filter((earlier) => earlier.version <= version)
      log = log.filter((transaction) => transaction.version <= version)
      floor = floors.at(-1) ?? floor
      epoch = newId()
      for (const [key, { version: reached = 0 }] of outcomes) if (reached > version) outcomes.delete(key)
    },
  }
}

/** Decides a unit, and commits it where it changes something. */
function outcomeOf(
  unit: FakeUnit,
  at: {
    floor: Floor
    log: readonly Transaction[]
    recent: RecentTransactions
    by: FakePerson
    now: number
    newId: () => string
    commit(transaction: Transaction): void
  },
): OperationResult {
  const { floor, log, recent, by, newId } = at
  try {
    const commands = unit.commands.map((command) => prepareCommand(command))
    const recall = (id: string) => log.find((transaction) => transaction.id === id)
    const now = wholeSecond(Math.max(at.now, Date.parse(floor.committedAt)))
    const kind = unit.isBatch ? 'batch' : 'change'
    const wasDeleted = (type: ListedType, id: string) => wasDeletedIn(log)(type, id) ?? false
    const context = { now, actor: by, newId, recall, lastEdit: recent.lastEdit, wasDeleted }
    const transaction = decide(floor, { id: unit.id, kind, commands }, context)
    if (transaction) at.commit(transaction)
    const { version = floor.version, warnings } = transaction ?? {}
    return { id: unit.id, status: 'applied', version, ...(warnings && { warnings: [...warnings] }) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { index: _, ...refusal } = failureOf(error, 0)
    return { id: unit.id, status: 'rejected', error: refusal }
  }
}
