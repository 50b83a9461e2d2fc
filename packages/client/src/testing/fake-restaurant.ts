import {
  applyTransaction,
  type Command,
  decide,
  emptyFloor,
  type Floor,
  failureOf,
  newRestaurant,
  Problem,
  prepareCommand,
  type Role,
  type Transaction,
} from '@qtable/domain'
import { mergedChanges, type OperationResult, type ServerMessage, wireChange } from '@qtable/protocol'

export interface FakePerson {
  id: string
  name: string
  role: Role
}

/** A restaurant on a pretended server: the domain's own rules, a log, and each command's one outcome. */
export interface FakeRestaurant {
  readonly id: number
  readonly floor: Floor
  readonly log: readonly Transaction[]
  readonly epoch: string
  /** Decides a unit, once for each id; throws the `Problem` of what is refused. */
  execute(by: FakePerson, unit: { id: string; isBatch: boolean; commands: readonly Command[] }): OperationResult
  cursor(version?: number): string
  /** The version of a cursor; undefined where it cannot be continued. */
  versionOf(cursor: string): number | undefined
  full(): Omit<ServerMessage & { type: 'full_sync' }, 'type'>
  frame(transaction: Transaction): ServerMessage
  /** What came after a version, as one frame. */
  merged(since: number): ServerMessage
  onCommit(listener: (transaction: Transaction) => void): void
  /** Forgets the log up to a version: cursors before it cannot be continued. */
  forget(version: number): void
  /** Puts the database back to an earlier version, in a new epoch. */
  putBack(version: number): void
}

export function openRestaurant(options: { id?: number; now: () => number; newId: () => string }): FakeRestaurant {
  const { id = 1, now, newId } = options
  const at = () => new Date(now()).toISOString()
  const restaurant = newRestaurant({ id, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin', now: at() })
  let floor = emptyFloor(restaurant, { version: 1, committedAt: at() })
  let log: Transaction[] = []
  let logFloor = 1
  let epoch = newId()
  let floors: Floor[] = [floor]
  const outcomes = new Map<string, OperationResult>()
  const listeners: ((transaction: Transaction) => void)[] = []
  const cursorAt = (version: number) => `${epoch}.${version}.fake${id}`

  function decideOnce(by: FakePerson, unit: Parameters<FakeRestaurant['execute']>[1]): OperationResult {
    try {
      const commands = unit.commands.map((command) => prepareCommand(command))
      const recall = (wanted: string) => log.find((transaction) => transaction.id === wanted)
      const committedAt = new Date(Math.max(now(), Date.parse(floor.committedAt))).toISOString()
      const context = { now: committedAt, actor: by, newId, recall }
      const transaction = decide(floor, { id: unit.id, kind: unit.isBatch ? 'batch' : 'change', commands }, context)
      if (!transaction) return { id: unit.id, status: 'applied', version: floor.version }
      floor = applyTransaction(floor, transaction)
      floors.push(floor)
      log.push(transaction)
      for (const listener of listeners) listener(transaction)
      return { id: unit.id, status: 'applied', version: transaction.version }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { index: _, ...refusal } = failureOf(error, 0)
      return { id: unit.id, status: 'rejected', error: refusal }
    }
  }

  function frameOf(transaction: Transaction, prev: number) {
    return {
      timestamp: transaction.at,
      restaurant_id: id,
      prev_version: prev,
      version: transaction.version,
      cursor: cursorAt(transaction.version),
      transaction_id: transaction.id,
      command_ids: transaction.commandIds,
      actor: transaction.actor,
      changes: transaction.changes.map(wireChange) as never,
    }
  }

  return {
    id,
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
      const outcome = decideOnce(by, unit)
      outcomes.set(unit.id, outcome)
      return outcome
    },
    cursor: (version = floor.version) => cursorAt(version),
    versionOf(cursor) {
      const version = Number(cursor.split('.')[1])
      return cursor === cursorAt(version) && version >= logFloor && version <= floor.version ? version : undefined
    },
    full() {
      const { committedAt, restaurant: row, version, ...lists } = floor
      return {
        restaurant_id: id,
        epoch,
        version,
        cursor: cursorAt(version),
        timestamp: committedAt,
        restaurant: row,
        sections: [...lists.sections.values()],
        tables: [...lists.tables.values()],
        combinations: [...lists.combinations.values()],
        guests: [...lists.guests.values()],
        reservations: [...lists.reservations.values()],
      }
    },
    frame(transaction) {
      const [first = transaction.id] = transaction.commandIds
      const isPlain = !transaction.atomic && transaction.changes.length === 1
      const fields = frameOf(transaction, transaction.version - 1)
      return isPlain
        ? { type: 'delta_update', ...fields, command_id: first }
        : { type: 'atomic_transaction_complete', ...fields }
    },
    merged(since) {
      const missing = log.filter(({ version }) => version > since)
      const last = missing.at(-1)
      if (!last) throw new Error('nothing is missing')
      return {
        type: 'atomic_transaction_complete',
        ...frameOf(last, since),
        command_ids: missing.flatMap(({ commandIds }) => commandIds),
        changes: mergedChanges(missing.flatMap(({ changes }) => changes)) as never,
        merged: true,
      }
    },
    onCommit(listener) {
      listeners.push(listener)
    },
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
