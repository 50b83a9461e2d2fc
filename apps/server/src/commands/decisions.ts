import {
  applyTransaction,
  decideInSteps,
  type Floor,
  lastEditIn,
  Past,
  Problem,
  type Recalled,
  runSteps,
  type Steps,
  type Transaction,
  wholeSecond,
} from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { OutsideFloor } from './outside-floor.ts'
import type { PendingChange } from './pending-change.ts'

/** What a set of changes comes to on one floor. Nothing is committed yet. */
export interface Decisions {
  base: Snapshot
  /** The floor after all that was accepted. */
  floor: Floor
  accepted: { change: PendingChange; transaction: LoggedTransaction }[]
  unchanged: { change: PendingChange; version: number }[]
  repeated: { change: PendingChange; transaction: LoggedTransaction }[]
  refused: { change: PendingChange; problem: unknown }[]
  /** They share an id with one before them: once that has its answer, they can be told whether they are a repeat. */
  postponed: PendingChange[]
  /** Entities on which edits met, where the transactions at hand do not say who edited last. */
  unattributedIds: string[]
}

/** Decides changes one after another, each on the floor that the one before it left. `now` is in epoch milliseconds. */
export function decideAll(...given: Parameters<typeof decideAllInSteps>): Decisions {
  return runSteps(decideAllInSteps(...given))
}

/** The same in steps. */
export function* decideAllInSteps(
  base: Snapshot,
  changes: readonly PendingChange[],
  { now, outside }: { now: number; outside: OutsideFloor },
): Steps<Decisions> {
  const decisions: Decisions = {
    ...{ base, floor: base.floor },
    ...{ accepted: [], unchanged: [], repeated: [], refused: [], postponed: [], unattributedIds: [] },
  }
  const known = recentOf(base, changes)
  const recall = (id: string): Recalled | undefined => {
    const transaction = known.get(id)
    if (!transaction) return outside.recalled.get(id)
    return { ...transaction, supersededIds: supersededIn([...base.recent, ...acceptedOf(decisions)], transaction) }
  }
  const lastEdit: ReturnType<typeof lastEditIn> = (type, id, fields) => {
    const found = lastEditIn([...outside.edits, ...base.recent, ...acceptedOf(decisions)])(type, id, fields)
    if (!found) decisions.unattributedIds.push(id)
    return found
  }
  const past = new Past(outside.past)
  const seen = new Set<string>()
  // Nobody sees the floors between the first and the last.
  const owned = new Set<unknown>()
  for (const change of changes) {
    const { unit, actor, fingerprint, inner } = change
    const first = known.get(unit.id)
    if (first) {
      if (first.fingerprint !== fingerprint) decisions.refused.push({ change, problem: mismatch(unit.id) })
      else decisions.repeated.push({ change, transaction: first })
      continue
    }
    const ids = [unit.id, ...inner.map(({ id }) => id)]
    if (ids.some((id) => seen.has(id))) {
      decisions.postponed.push(change)
      continue
    }
    for (const id of ids) seen.add(id)
    // Time never goes back with the version, whatever this node's clock does.
    const at = wholeSecond(Math.max(now, Date.parse(decisions.floor.committedAt)))
    try {
      const context = { now: at, actor, newId: () => uuidv7(now), recall, lastEdit, history: past.entities }
      const decided = yield* decideInSteps(decisions.floor, unit, context)
      if (!decided) {
        decisions.unchanged.push({ change, version: decisions.floor.version })
        continue
      }
      yield
      const transaction = { ...decided, fingerprint }
      decisions.floor = applyTransaction(decisions.floor, transaction, owned)
      past.follow(transaction)
      decisions.accepted.push({ change, transaction })
      known.set(transaction.id, transaction)
    } catch (problem) {
      decisions.refused.push({ change, problem })
    }
    yield
  }
  return decisions
}

function acceptedOf({ accepted }: Decisions): LoggedTransaction[] {
  return accepted.map(({ transaction }) => transaction)
}

/** The problem of an id that stands for another change already. */
export function mismatch(id: string): Problem {
  return new Problem('idempotency_mismatch', `The id ${id} was used for another change`)
}

/** The transactions in memory that the changes may be a repeat of, or recall. */
function recentOf({ recent }: Snapshot, changes: readonly PendingChange[]): Map<string, LoggedTransaction> {
  // An id that this node has just made is new.
  const ids = new Set(
    changes.flatMap(({ unit, clientChoseId, isInternal, recalls }) =>
      clientChoseId || isInternal ? [unit.id, ...recalls] : recalls,
    ),
  )
  const found = new Map<string, LoggedTransaction>()
  if (ids.size === 0) return found
  for (const transaction of recent) if (ids.has(transaction.id)) found.set(transaction.id, transaction)
  return found
}

/** What a transaction deleted and a later one of `log` touched again. */
function supersededIn(log: readonly Transaction[], { version, changes }: Transaction): string[] {
  const deleted = new Set(changes.filter(({ action }) => action === 'delete').map(({ entity_id }) => entity_id))
  if (deleted.size === 0) return []
  return log
    .filter((later) => later.version > version)
    .flatMap((later) => later.changes.map(({ entity_id }) => entity_id))
    .filter((id) => deleted.has(id))
}
