import {
  applyTransaction,
  type Change,
  decide,
  entities,
  type Floor,
  type Guest,
  Problem,
  type Recalled,
  type Transaction,
} from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Append, AppendReceipt, EntityTable } from '../db/append.ts'
import type { Snapshot } from '../journal/floors.ts'
import { appendOf, type Logged } from '../journal/log.ts'
import type { Waiting } from './queue.ts'

/** What a set of changes would come to on one floor. Nothing has happened yet. */
export interface Round {
  base: Snapshot
  /** The floor after all that was accepted. */
  floor: Floor
  decided: { waiting: Waiting; logged: Logged }[]
  unchanged: { waiting: Waiting; version: number }[]
  repeated: { waiting: Waiting; transaction: Transaction | undefined; version: number }[]
  refused: { waiting: Waiting; problem: unknown }[]
  /** They share an id with one before them: once that has its answer, they can be told whether they are a repeat. */
  postponed: Waiting[]
}

/** Decides changes one after another, each on the floor that the one before it left. */
export function decideAll(
  base: Snapshot,
  open: readonly Waiting[],
  { now, recalled }: { now: number; recalled: ReadonlyMap<string, Recalled> },
): Round {
  const round: Round = { base, floor: base.floor, decided: [], unchanged: [], repeated: [], refused: [], postponed: [] }
  const known = recentOf(base, open)
  const recall = (id: string): Recalled | undefined => {
    const held = known.get(id)
    if (!held) return recalled.get(id)
    const decided = round.decided.map(({ logged }) => logged)
    return { ...held, supersededIds: supersededIn([...base.recent, ...decided], held) }
  }
  const seen = new Set<string>()
  // Nobody sees the floors between the first and the last.
  const owned = new Set<unknown>()
  for (const waiting of open) {
    const { unit, actor, fingerprint, inner } = waiting.job
    const first = known.get(unit.id)
    if (first) {
      if (first.fingerprint !== fingerprint) round.refused.push({ waiting, problem: mismatch(unit.id) })
      else round.repeated.push({ waiting, transaction: first, version: first.version })
      continue
    }
    const ids = [unit.id, ...inner.map(({ id }) => id)]
    if (ids.some((id) => seen.has(id))) {
      round.postponed.push(waiting)
      continue
    }
    for (const id of ids) seen.add(id)
    // Time never goes back with the version, whatever this node's clock does.
    const at = new Date(Math.max(now, Date.parse(round.floor.committedAt))).toISOString()
    try {
      const transaction = decide(round.floor, unit, { now: at, actor, newId: () => uuidv7(now), recall })
      if (!transaction) {
        round.unchanged.push({ waiting, version: round.floor.version })
        continue
      }
      const logged = { ...transaction, fingerprint }
      round.floor = applyTransaction(round.floor, logged, owned)
      round.decided.push({ waiting, logged })
      known.set(logged.id, logged)
    } catch (problem) {
      round.refused.push({ waiting, problem })
    }
  }
  return round
}

/** The transactions in memory that the changes may be a repeat of, or recall. */
function recentOf({ recent }: Snapshot, open: readonly Waiting[]): Map<string, Logged> {
  // An id that this node has made is nobody's yet.
  const wanted = new Set(open.flatMap(({ job }) => (job.clientChoseId ? [job.unit.id, ...job.recalls] : job.recalls)))
  const found = new Map<string, Logged>()
  if (wanted.size === 0) return found
  for (const logged of recent) if (wanted.has(logged.id)) found.set(logged.id, logged)
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

/** The problem of an id that stands for another change already. */
export function mismatch(id: string): Problem {
  return new Problem('idempotency_mismatch', `The id ${id} was used for another change`)
}

/** What a round asks of the database; undefined where that is nothing. */
export function appendFor(restaurantId: number, round: Round): Append | undefined {
  const receipts = receiptsOf(round)
  if (round.decided.length === 0 && receipts.length === 0) return undefined
  const transactions = round.decided.map(({ logged }) => logged)
  return {
    restaurant_id: restaurantId,
    expected_version: round.base.floor.version,
    expected_epoch: round.base.epoch,
    expected_transaction_id: round.base.recent.at(-1)?.id,
    transactions: transactions.map(appendOf),
    receipts,
    ...rowsOf(transactions),
    seatingsStay: transactions.every(({ changes }) => changes.every(keepsItsTables)),
  }
}

function keepsItsTables({ entity_type, ...change }: Change): boolean {
  if (entity_type !== 'guest') return true
  const { tableIds: before = [] } = (change.before ?? {}) as Partial<Guest>
  const { tableIds: after = [] } = (change.data ?? {}) as Partial<Guest>
  return before.length === after.length && before.every((id, place) => id === after[place])
}

/** The rows as they are after the last of the transactions: an entity that several touched is written once. */
function rowsOf(transactions: readonly Transaction[]): Pick<Append, 'put' | 'remove' | 'archive'> {
  const last = new Map<string, Change>()
  const created = new Set<string>()
  const touched = new Set<string>()
  for (const { changes } of transactions) {
    for (const change of changes) {
      const key = `${change.entity_type} ${change.entity_id}`
      if (change.action === 'create' && !last.has(key)) created.add(key)
      if (last.has(key)) touched.add(key)
      last.set(key, change)
    }
  }
  const put: Partial<Record<EntityTable, { id: string | number; version: number }[]>> = {}
  const remove: Partial<Record<Exclude<EntityTable, 'restaurants'>, string[]>> = {}
  const archive: Partial<Record<'guests' | 'reservations', string[]>> = {}
  for (const [key, { entity_type, entity_id, data, before, archived }] of last) {
    const table = entities[entity_type].plural
    if (data) {
      put[table] ??= []
      put[table].push(data)
    } else if (archived && (table === 'guests' || table === 'reservations')) {
      // The history keeps it as it was last, also where that was a moment ago.
      if (before && touched.has(key)) {
        put[table] ??= []
        put[table].push(before)
      }
      archive[table] ??= []
      archive[table].push(entity_id)
    } else if (table !== 'restaurants' && !created.has(key)) {
      remove[table] ??= []
      remove[table].push(entity_id)
    }
  }
  return { put, remove, archive }
}

// The log answers for the units it holds. Receipts answer for the rest, where a client may ask again: what was refused,
// what changed nothing, and the ids of the commands inside a batch.
function receiptsOf(round: Round): AppendReceipt[] {
  const receipts: AppendReceipt[] = []
  for (const { waiting, logged } of round.decided) {
    for (const inner of waiting.job.inner) {
      receipts.push({ ...inner, transaction_id: logged.id, version: logged.version, problem: null })
    }
  }
  for (const { waiting, version } of round.unchanged) {
    if (!waiting.job.clientChoseId) continue
    const { unit, fingerprint } = waiting.job
    receipts.push({ id: unit.id, fingerprint, transaction_id: null, version, problem: null })
  }
  for (const { waiting, problem } of round.refused) {
    if (!waiting.job.clientChoseId || !isLasting(problem)) continue
    const { unit, fingerprint } = waiting.job
    const { code, detail, current, errors, operations } = problem
    receipts.push({
      id: unit.id,
      fingerprint,
      transaction_id: null,
      version: null,
      problem: { code, detail, current, errors, operations },
    })
  }
  return receipts
}

// What a repeat must hear again. A missing right may be granted later, and a mismatch belongs to another change.
function isLasting(problem: unknown): problem is Problem {
  return problem instanceof Problem && problem.code !== 'forbidden' && problem.code !== 'idempotency_mismatch'
}
