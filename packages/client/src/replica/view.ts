import {
  type Actor,
  applyTransaction,
  decide,
  entityOf,
  type Floor,
  type ListedType,
  type PreparedCommand,
  Problem,
  prepareCommand,
  type Role,
  type Transaction,
  type UnitContext,
  wasDeletedIn,
  wholeSecond,
} from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'
import { type Mutation, sentCommands } from '../outbox/mutation.ts'
import type { Outbox } from '../outbox/outbox.ts'

/** What a mutation does to the floor that it runs on. */
export interface OptimisticResult {
  /** Undefined where it changes nothing, or is refused. */
  transaction: Transaction | undefined
  /** Why the view cannot show it. The floor has changed since, and the server will probably refuse it too. */
  problem: Problem | undefined
}

/** The floor that people see: the base with the outbox run on top (SY102). */
export interface View {
  readonly floor: Floor
  /** By the id of the mutation. */
  readonly results: ReadonlyMap<string, OptimisticResult>
}

export interface ViewContext {
  actor: Actor & { role: Role }
  /** The committed transaction that an undo names, where this device still knows it. */
  recall: (transactionId: string) => Transaction | undefined
  /** Who changed any of these fields of an entity last, where this device still knows it. */
  lastEdit: UnitContext['lastEdit']
  /** Whether an entity was deleted, where this device still knows it. */
  wasDeleted: UnitContext['wasDeleted']
}

/** The view of a base and an outbox. With an empty outbox its floor is the base's, the same value. */
export function viewOf(floor: Floor, outbox: Outbox, context: ViewContext): View {
  let view: View = { floor, results: new Map() }
  for (const { mutation } of outbox) view = withResult(view, mutation, context)
  return view
}

/** The view after one more mutation. The cost of a tap does not grow with the outbox. */
export function withResult(view: View, mutation: Mutation, context: ViewContext): View {
  const result = optimisticResultOf(view, mutation, context)
  const floor = result.transaction ? applyTransaction(view.floor, result.transaction) : view.floor
  return { floor, results: new Map(view.results).set(mutation.id, result) }
}

/** Decides a mutation on the floor of the view, as the server will on its own. */
export function optimisticResultOf(
  view: View,
  mutation: Mutation,
  { actor, recall, lastEdit, wasDeleted }: ViewContext,
): OptimisticResult {
  try {
    const transaction = decide(
      view.floor,
      { id: mutation.id, kind: mutation.isBatch ? 'batch' : 'change', commands: preparedCommands(mutation) },
      {
        // The time of the tap: with the present time, a shown `seatedAt` would move at every change of the base.
        now: wholeSecond(mutation.at),
        actor,
        newId: repeatableIds(mutation),
        recall: (id) => view.results.get(id)?.transaction ?? recall(id),
        lastEdit,
        wasDeleted: (type, id) => wasDeletedHere(view, { type, id }) || wasDeleted(type, id),
      },
    )
    return { transaction, problem: undefined }
  } catch (problem) {
    if (problem instanceof Problem) return { transaction: undefined, problem }
    throw problem
  }
}

// By a mutation that is not confirmed.
function wasDeletedHere({ results }: View, { type, id }: { type: ListedType; id: string }): boolean {
  const transactions = [...results.values()].flatMap(({ transaction }) => transaction ?? [])
  return wasDeletedIn(transactions)(type, id) ?? false
}

/**
 * Whether this device knows every transaction that a mutation undoes and every row that it deletes. Otherwise only the
 * server can decide it.
 */
export function knowsTargets(view: View, mutation: Mutation, { recall }: ViewContext): boolean {
  return preparedCommands(mutation).every(({ type, recalls: undone, subjects }) => {
    if (undone !== undefined) return view.results.get(undone)?.transaction || recall(undone)
    return !type.endsWith('.delete') || subjects.every((one) => entityOf(view.floor, one.type, one.id))
  })
}

/** The changes of an optimistic result, with each entity as it is on `floor`. */
export function changesOn(floor: Floor | undefined, result: OptimisticResult | undefined): WireChange[] {
  return (result?.transaction?.changes ?? []).map(({ before: _, ...change }): WireChange => {
    const data = floor && entityOf(floor, change.entity_type, change.entity_id)
    return data ? ({ ...change, data } as WireChange) : change
  })
}

// A mutation runs again at every change of the base, and its payload is validated once.
const prepared = new WeakMap<Mutation, PreparedCommand[]>()

function preparedCommands(mutation: Mutation): PreparedCommand[] {
  const known = prepared.get(mutation)
  if (known) return known
  const commands = sentCommands(mutation).map((command, index) =>
    prepareCommand(command, mutation.isBatch ? { payload: `operations.${index}.payload` } : {}),
  )
  prepared.set(mutation, commands)
  return commands
}

// The same ids at each run, so that a row which it adds keeps its id when the base changes.
function repeatableIds({ id }: Mutation): () => string {
  let count = 0
  return () => {
    const tail = (Number.parseInt(id.slice(-8), 16) + ++count) % 2 ** 32
    return id.slice(0, -8) + tail.toString(16).padStart(8, '0')
  }
}
