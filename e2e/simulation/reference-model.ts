import { applyTransaction, type Change, type Floor, type Transaction } from '@qtable/domain'
import type { Append } from '../../apps/server/src/db/append.ts'
import type { Checker } from '../checker.ts'
import { brokenRule } from '../compare-floors.ts'
import type { Trace } from '../trace.ts'
import { checkEdit, type SentEdit } from './check-edits.ts'
import { checkClose, checkTimes, openStatusTimes } from './check-times.ts'

/** A change that a client is about to send for the first time. */
export interface Invocation {
  /** The id of the transaction that it makes. */
  id: string
  commandIds: readonly string[]
  isBatch: boolean
  ifMatch?: { guestId: string; version: number }
  /** When it was done, as its client says. */
  doneAt?: string | undefined
  /** What its author saw and changed. */
  edit?: SentEdit | undefined
}

/**
 * What is committed, told by the database itself: the truth that every client and node is compared with. It checks each
 * commit against the ones before and against what its client asked for.
 */
export interface ReferenceModel {
  readonly floor: Floor
  /** The newest version that a node has acknowledged to a client. */
  readonly acknowledgedVersion: number
  /** The floors that had this version: more than one if the database was restored and went on differently. */
  floorsAt(version: number): readonly Floor[]
  transactionsAt(version: number): readonly Pick<Transaction, 'id'>[]
  /** The version that a transaction or one of its commands made. */
  versionOf(id: string): number | undefined
  /** How often the database was restored to an older version. */
  readonly restoreCount: number
  /** Whether the transaction or command of this id was undone by a restore. */
  wasRolledBack(id: string): boolean
  /** A client is about to send a change; only the first call for an id counts. */
  invoke(invocation: Invocation): void
  /** A client shows the party that the next arrival of a reservation makes; `arrivals` is how many there were before. */
  meetArrival(arrival: { reservationId: string; arrivals: number; guestId: string }): void
  /** The database has committed an append. */
  commit(append: Append): void
  /** A node tells a client that a version is durable. */
  acknowledge(version: number): void
  /** The database was restored to a version. */
  restore(version: number): void
}

type Committed = Append['transactions'][number]

interface SentInvocation extends Invocation {
  /** The acknowledged version when it was sent. */
  acknowledgedBefore: number
}

// For these the domain decides who may take a table. A batch, an undo or a delete may free it in the same version.
const seatingCommands: ReadonlySet<string> = new Set(['guest.seat', 'guest.move', 'guest.create', 'reservation.seat'])
const endedStatuses: ReadonlySet<string> = new Set(['finished', 'cancelled', 'no_show', 'left'])

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the model's state, and each commit checked against it
export function openReferenceModel(
  first: Floor,
  { checker, trace }: { checker: Checker; trace: Trace },
): ReferenceModel {
  let floor = first
  let acknowledgedVersion = first.version
  const floors = new Map<number, Floor[]>([[first.version, [first]]])
  const transactions = new Map<number, { id: string }[]>()
  let versions = new Map<string, number>()
  const rolledBack = new Set<string>()
  let restoreCount = 0
  const invocations = new Map<string, SentInvocation>()
  const arrivalIds = new Map<string, string>()
  const statusTimes = openStatusTimes()

  function commitOne(transaction: Committed): void {
    const { id, version, at, commandIds, command, changes } = transaction
    const what = () => `${command} ${trace.alias(id)} at version ${version}`
    checker.check('I1', version === floor.version + 1, () => `${what()} follows ${floor.version}`)
    checker.check('I19', at >= floor.committedAt, () => `${what()}: ${at} is before ${floor.committedAt}`)
    const isNew = [id, ...commandIds].every((one) => !versions.has(one))
    checker.check('I8', isNew, () => `${what()} is in the log already`)
    const invocation = invocations.get(id)
    checkInvocation({ checker, floor, transaction, invocation, what })
    if (invocation?.edit) checkEdit(checker, invocation.edit, { floor, changes, what })
    const { doneAt } = invocation ?? {}
    checkTimes(checker, { floor, transaction, doneAt, statusDoneAt: statusTimes.of, what })
    statusTimes.note(floor, transaction)
    if (command === 'serviceDay.close') checkClose(checker, { floor, transaction, what })
    if (command.startsWith('reservation.')) for (const change of changes) meetCommittedArrival(change)
    checkSeating({ checker, trace, floor, command, changes, what })
    const next = applyTransaction(floor, { version, at, changes })
    const broken = brokenRule(next)
    checker.check('I10', broken === undefined, () => `${what()}: ${broken}`)
    floor = next
    addTo(floors, version, next)
    addTo(transactions, version, { id })
    for (const one of [id, ...commandIds]) versions.set(one, version)
    trace.record('database', `commits ${version}: ${command} ${trace.alias(id)}, ${summaryOf(changes, trace)}`)
  }

  /** I35: two devices that mark one arrival apart mean the same party. */
  function meetArrival({ reservationId, arrivals, guestId }: Parameters<ReferenceModel['meetArrival']>[0]): void {
    const key = `${reservationId} ${arrivals}`
    const known = arrivalIds.get(key)
    arrivalIds.set(key, known ?? guestId)
    const isSame = known === undefined || known === guestId
    checker.check('I35', isSame, () => `${trace.alias(reservationId)} arrives as ${guestId}, and as ${known}`)
  }

  function meetCommittedArrival({ entity_type, entity_id, action, data }: Change): void {
    if (entity_type !== 'guest' || action !== 'create' || !data || !('reservationId' in data)) return
    const reservation = floor.reservations.get(data.reservationId ?? '')
    if (!reservation) return
    const { id: reservationId, arrivals, guestId } = reservation
    checker.check('I35', guestId === null, () => `${trace.alias(reservationId)} arrives twice`)
    meetArrival({ reservationId, arrivals, guestId: entity_id })
  }

  return {
    get floor() {
      return floor
    },
    get acknowledgedVersion() {
      return acknowledgedVersion
    },
    get restoreCount() {
      return restoreCount
    },
    floorsAt: (version) => floors.get(version) ?? [],
    transactionsAt: (version) => transactions.get(version) ?? [],
    versionOf: (id) => versions.get(id),
    wasRolledBack: (id) => rolledBack.has(id),
    invoke(invocation) {
      if (invocations.has(invocation.id)) return
      invocations.set(invocation.id, { ...invocation, acknowledgedBefore: acknowledgedVersion })
    },
    meetArrival,
    commit({ transactions: members, receipts }) {
      for (const transaction of members) commitOne(transaction)
      for (const { id, version } of receipts) if (version !== null) versions.set(id, version)
    },
    acknowledge(version) {
      acknowledgedVersion = Math.max(acknowledgedVersion, version)
    },
    restore(version) {
      restoreCount += 1
      floor = floors.get(version)?.at(-1) ?? floor
      acknowledgedVersion = Math.min(acknowledgedVersion, version)
      for (const [id, at] of versions) if (at > version) rolledBack.add(id)
      statusTimes.restore(version)
      versions = new Map([...versions].filter(([, at]) => at <= version))
      for (const invocation of invocations.values()) {
        invocation.acknowledgedBefore = Math.min(invocation.acknowledgedBefore, version)
      }
    },
  }
}

/** A transaction is later than what was acknowledged before it was sent, and is all that its client asked for. */
function checkInvocation(given: {
  checker: Checker
  /** Before the transaction. */
  floor: Floor
  transaction: Committed
  /** Undefined for a transaction that no client sent. */
  invocation: SentInvocation | undefined
  what: () => string
}): void {
  const { checker, floor, transaction, invocation, what } = given
  if (!invocation) return
  const { acknowledgedBefore, isBatch, commandIds, ifMatch } = invocation
  const isLater = transaction.version > acknowledgedBefore
  checker.check('I12', isLater, () => `${what()} was sent after ${acknowledgedBefore} was acknowledged`)
  if (isBatch) {
    const done = transaction.commandIds
    const isComplete = done.join() === commandIds.join()
    checker.check('I9', isComplete, () => `${what()} has ${done.length} of ${commandIds.length} operations`)
  }
  if (ifMatch) {
    // A party of a past day has left the floor: its change names it as it was.
    const past = transaction.changes.find(({ entity_id, history }) => history && entity_id === ifMatch.guestId)?.before
    const actual = (floor.guests.get(ifMatch.guestId) ?? past)?.version
    const isMatch = actual === ifMatch.version
    checker.check('I13', isMatch, () => `${what()} expected version ${ifMatch.version} of a party at ${actual}`)
  }
}

/** A party that ends holds no table, and no table goes from one party straight to another. */
function checkSeating(given: {
  checker: Checker
  trace: Trace
  /** Before the changes. */
  floor: Floor
  command: string
  changes: readonly Change[]
  what: () => string
}): void {
  const { checker, trace, floor, command, changes, what } = given
  for (const { entity_type, entity_id, data } of changes) {
    if (entity_type === 'guest' && data && 'endedReason' in data && endedStatuses.has(data.status)) {
      checker.check('I11', data.tableIds.length === 0, () => `${what()}: a party that is ${data.status} has a table`)
    }
    if (entity_type !== 'table' || !data || !('currentGuestId' in data) || !seatingCommands.has(command)) continue
    const before = floor.tables.get(entity_id)?.currentGuestId ?? null
    const after = data.currentGuestId
    const isFree = after === null || before === null || before === after
    checker.check('I12', isFree, () => `${what()} takes a table from ${trace.alias(before)}`)
  }
}

function summaryOf(changes: readonly Change[], trace: Trace): string {
  return changes
    .map(({ entity_type, entity_id, action }) => `${entity_type} ${trace.alias(entity_id)} ${action}d`)
    .join(', ')
}

function addTo<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
