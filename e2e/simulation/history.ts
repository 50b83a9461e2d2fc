import {
  applyTransaction,
  type Change,
  Draft,
  type Floor,
  mustBeWhole,
  Problem,
  type Transaction,
} from '@qtable/domain'
import type { Append } from '../../apps/server/src/db/append.ts'
import type { LoggedTransaction } from '../../apps/server/src/db/logged-transaction.ts'
import type { Checks } from './checks.ts'
import type { Story } from './story.ts'

/** Something that somebody wants done, under an id of their own. */
export interface Wish {
  id: string
  commandIds: readonly string[]
  isBatch: boolean
  ifMatch?: { guestId: string; version: number }
}

/** What is committed, by the database itself: the truth that everybody is held against. */
export interface History {
  readonly floor: Floor
  /** The newest version that was acknowledged to anybody. */
  readonly acknowledged: number
  /** What a version has been, in this life of the database and in those before. */
  floorsAt(version: number): readonly Floor[]
  transactionsAt(version: number): readonly Pick<Transaction, 'id'>[]
  /** The version that a unit or one of its commands made. */
  versionOf(id: string): number | undefined
  /** How often the database was put back. */
  readonly lives: number
  /** Whether what was done under this id was lost when the database was put back. */
  isLost(id: string): boolean
  /** An append has taken effect. */
  committed(append: Append): void
  /** Somebody is about to send this for the first time. */
  wished(wish: Wish): void
  /** A node tells that a version is durable. */
  acknowledge(version: number): void
  /** The database was put back to a version. */
  putBack(version: number): void
}

// Of these the domain says who may take which table; a batch, an undo or a delete may free it in the same step.
const seating: ReadonlySet<string> = new Set(['guest.seat', 'guest.move', 'guest.create', 'reservation.seat'])
const ended: ReadonlySet<string> = new Set(['finished', 'cancelled', 'no_show', 'left'])

export function openHistory(first: Floor, { checks, story }: { checks: Checks; story: Story }): History {
  let floor = first
  let acknowledged = first.version
  const floors = new Map<number, Floor[]>([[first.version, [first]]])
  const transactions = new Map<number, { id: string }[]>()
  let versions = new Map<string, number>()
  const lost = new Set<string>()
  let lives = 0
  const wishes = new Map<string, Wish & { after: number }>()

  function commit(transaction: LoggedTransaction): void {
    const { id, version, at, commandIds, command, changes } = transaction
    const what = () => `${command} ${story.name(id)} at version ${version}`
    checks.holds('I1', version === floor.version + 1, () => `${what()} follows ${floor.version}`)
    checks.holds('I19', at >= floor.committedAt, () => `${what()}: ${at} comes before ${floor.committedAt}`)
    const isNew = [id, ...commandIds].every((one) => !versions.has(one))
    checks.holds('I8', isNew, () => `${what()}: it is in the log already`)
    const wish = wishes.get(id)
    if (wish) {
      checks.holds('I12', version > wish.after, () => `${what()} was sent when ${wish.after} was acknowledged`)
      if (wish.isBatch) {
        const isWhole = wish.commandIds.join() === commandIds.join()
        checks.holds('I9', isWhole, () => `${what()} has ${commandIds.length} of ${wish.commandIds.length} operations`)
      }
      if (wish.ifMatch) {
        const { guestId, version: wanted } = wish.ifMatch
        const before = floor.guests.get(guestId)?.version
        checks.holds('I13', before === wanted, () => `${what()} wanted version ${wanted}, the party had ${before}`)
      }
    }
    lookAtSeats({ command, changes, what })
    const next = applyTransaction(floor, { version, at, changes })
    checks.holds('I10', isWhole(next), () => `${what()}: ${brokenBy(next)}`)
    floor = next
    add(floors, version, next)
    add(transactions, version, { id })
    for (const one of [id, ...commandIds]) versions.set(one, version)
    story.tell('log', `${version} ${command} ${story.name(id)} ${told(changes)}`)
  }

  function lookAtSeats({ command, changes, what }: { command: string; changes: Change[]; what: () => string }): void {
    for (const { entity_type, entity_id, data } of changes) {
      if (entity_type === 'guest' && data && 'endedReason' in data && ended.has(data.status)) {
        checks.holds('I11', data.tableIds.length === 0, () => `${what()}: a party that is ${data.status} has a table`)
      }
      if (entity_type !== 'table' || !data || !('currentGuestId' in data) || !seating.has(command)) continue
      const before = floor.tables.get(entity_id)?.currentGuestId ?? null
      const after = data.currentGuestId
      const isFree = after === null || before === null || before === after
      checks.holds('I12', isFree, () => `${what()} gives away a table of ${story.name(before)}`)
    }
  }

  const told = (changes: readonly Change[]) =>
    changes.map(({ entity_type, entity_id, action }) => `${entity_type} ${story.name(entity_id)} ${action}d`).join(', ')

  return {
    get floor() {
      return floor
    },
    get acknowledged() {
      return acknowledged
    },
    get lives() {
      return lives
    },
    floorsAt: (version) => floors.get(version) ?? [],
    transactionsAt: (version) => transactions.get(version) ?? [],
    versionOf: (id) => versions.get(id),
    isLost: (id) => lost.has(id),
    committed(append) {
      for (const transaction of append.transactions) commit(transaction)
      for (const { id, version } of append.receipts) if (version !== null) versions.set(id, version)
    },
    wished(wish) {
      if (!wishes.has(wish.id)) wishes.set(wish.id, { ...wish, after: acknowledged })
    },
    acknowledge(version) {
      acknowledged = Math.max(acknowledged, version)
    },
    putBack(version) {
      lives += 1
      floor = floors.get(version)?.at(-1) ?? floor
      acknowledged = Math.min(acknowledged, version)
      for (const [id, at] of versions) if (at > version) lost.add(id)
      versions = new Map([...versions].filter(([, at]) => at <= version))
      for (const wish of wishes.values()) wish.after = Math.min(wish.after, version)
    },
  }
}

function add<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

/** Whether a floor is one that people may see: guests and tables agree, and all else that the domain asks. */
export function isWhole(floor: Floor): boolean {
  return brokenBy(floor) === undefined
}

export function brokenBy(floor: Floor): string | undefined {
  try {
    mustBeWhole(new Draft(floor, floor.committedAt))
    return undefined
  } catch (problem) {
    if (problem instanceof Problem) return problem.detail
    throw problem
  }
}
