import {
  applyTransaction,
  decideInSteps,
  type Floor,
  type ListedType,
  lastEditIn,
  Past,
  Problem,
  quotaExceeded,
  type Recalled,
  roleIncludes,
  runSteps,
  type Steps,
  type Transaction,
  type UnitBudgets,
  wasDeletedIn,
  wholeSecond,
} from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { OutsideFloor } from './outside-floor.ts'
import type { PendingChange } from './pending-change.ts'
import type { VersionRate } from './version-rate.ts'

/** The decisions on a list of changes. Nothing is committed yet. */
export interface Decisions {
  base: Snapshot
  /** The floor after the accepted changes. */
  floor: Floor
  accepted: { change: PendingChange; transaction: LoggedTransaction }[]
  unchanged: { change: PendingChange; version: number }[]
  repeated: { change: PendingChange; transaction: LoggedTransaction }[]
  refused: { change: PendingChange; problem: unknown }[]
  /** They share an id with an earlier change of the list, and are decided after it has its answer. */
  postponed: PendingChange[]
  /** Entities whose last edit or deletion counts, where the transactions at hand do not have it. */
  unattributedIds: string[]
}

/** What decisions on the changes of clients keep. */
export interface DecisionBudgets {
  unit: UnitBudgets
  rate: VersionRate
}

/** Decides changes in order, each on the floor after the one before it. `now` is in epoch milliseconds. */
export function decideAll(...given: Parameters<typeof decideAllInSteps>): Decisions {
  return runSteps(decideAllInSteps(...given))
}

/** The same in steps. */
export function* decideAllInSteps(
  base: Snapshot,
  changes: readonly PendingChange[],
  { now, outside, budgets }: { now: number; outside: OutsideFloor; budgets?: DecisionBudgets | undefined },
): Steps<Decisions> {
  const decisions: Decisions = {
    ...{ base, floor: base.floor },
    ...{ accepted: [], unchanged: [], repeated: [], refused: [], postponed: [], unattributedIds: [] },
  }
  const known = recentOf(base, changes)
  const recall = (id: string): Recalled | undefined => {
    const transaction = known.get(id)
    const bytes = outside.tooLarge.get(id)
    if (bytes !== undefined && budgets?.unit.bytes) {
      throw quotaExceeded(budgets.unit.bytes, bytes, 'It changed more than one change may hold: undo less at once')
    }
    if (!transaction) return outside.recalled.get(id)
    return { ...transaction, supersededIds: supersededIn([...base.recent, ...acceptedOf(decisions)], transaction) }
  }
  const lastEdit: ReturnType<typeof lastEditIn> = (type, id, fields) => {
    const found = lastEditIn([...outside.edits, ...base.recent, ...acceptedOf(decisions)])(type, id, fields)
    if (!found) decisions.unattributedIds.push(id)
    return found
  }
  const wasDeleted = (type: ListedType, id: string): boolean => {
    const found = wasDeletedIn([...outside.edits, ...base.recent, ...acceptedOf(decisions)])(type, id)
    if (found === undefined) decisions.unattributedIds.push(id)
    return found ?? false
  }
  const past = new Past(outside.past)
  const seen = new Set<string>()
  let bytes = 0
  const unitBudgets = budgets && {
    ...budgets.unit,
    onBytes(used: number) {
      bytes = used
    },
  }
  // The floors between the first and the last are not shared, so their collections may be changed in place.
  const owned = new Set<unknown>()
  for (const change of changes) {
    const { unit, actor, fingerprint, inner } = change
    const first = known.get(unit.id)
    if (first) {
      const problem = first.fingerprint === fingerprint ? refusalToRepeat(change, first) : mismatch(unit.id)
      if (problem) decisions.refused.push({ change, problem })
      else decisions.repeated.push({ change, transaction: first })
      continue
    }
    const ids = [unit.id, ...inner.map(({ id }) => id)]
    if (ids.some((id) => seen.has(id))) {
      decisions.postponed.push(change)
      continue
    }
    for (const id of ids) seen.add(id)
    // Time must not go back while the version grows, even where this node's clock does.
    bytes = 0
    const at = wholeSecond(Math.max(now, Date.parse(decisions.floor.committedAt)))
    try {
      if (!change.isInternal) budgets?.rate.mustHaveLeft(base.floor.restaurant.id)
      const context = {
        ...{ now: at, actor, newId: () => uuidv7(now), recall, lastEdit, wasDeleted, history: past.entities },
        ...(unitBudgets && !change.isInternal ? { budgets: unitBudgets } : {}),
      }
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
      budgets?.rate.count(base.floor.restaurant.id, bytes)
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

/** The problem of an id that another change already has. */
export function mismatch(id: string): Problem {
  return new Problem('idempotency_mismatch', `The id ${id} was used for another change`)
}

/**
 * The refusal of a repeat by somebody who could not have made the change: the first answer is for its author, and for those
 * whose role covers it. Undefined where it may be given.
 */
export function refusalToRepeat(
  { unit, actor }: Pick<PendingChange, 'unit' | 'actor'>,
  first: LoggedTransaction | undefined,
): Problem | undefined {
  if (first?.actor.id === actor.id) return undefined
  const commands = unit.commands.map(({ type, role }) => ({ type, role }))
  const asked = first ? [...commands, { type: first.command, role: first.role }] : commands
  const beyond = asked.find(({ role }) => !roleIncludes(actor.role, role))
  return beyond && new Problem('forbidden', `${beyond.type} needs the role ${beyond.role}; you are ${actor.role}`)
}

/** The transactions in memory that the changes may repeat or recall. */
function recentOf({ recent }: Snapshot, changes: readonly PendingChange[]): Map<string, LoggedTransaction> {
  // An id that this node has just created is new.
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

/** The ids that a transaction deleted and a later one of `log` changed again. */
function supersededIn(log: readonly Transaction[], { version, changes }: Transaction): string[] {
  const deleted = new Set(changes.filter(({ action }) => action === 'delete').map(({ entity_id }) => entity_id))
  if (deleted.size === 0) return []
  return log
    .filter((later) => later.version > version)
    .flatMap((later) => later.changes.map(({ entity_id }) => entity_id))
    .filter((id) => deleted.has(id))
}
