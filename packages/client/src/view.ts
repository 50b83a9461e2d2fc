import {
  type Actor,
  applyTransaction,
  decide,
  type Floor,
  type PreparedCommand,
  Problem,
  prepareCommand,
  type Role,
  type Transaction,
} from '@qtable/domain'
import type { Entry, Outbox } from './outbox.ts'

/** What an entry of the outbox does to the floor that it runs on. */
export interface Run {
  /** Undefined where it changes nothing, or is refused. */
  transaction: Transaction | undefined
  /** Why it cannot be shown: the floor has moved on, and the server will probably refuse it too. */
  problem: Problem | undefined
}

/** What people see: the base with the outbox run on top (SY102). */
export interface View {
  readonly floor: Floor
  readonly runs: ReadonlyMap<string, Run>
}

export interface ViewContext {
  actor: Actor & { role: Role }
  /** A committed transaction, for an undo of it, where it is still known. */
  recall: (transactionId: string) => Transaction | undefined
}

/** The view of a base and an outbox. With an empty outbox it is the base itself, the same value. */
export function viewOf(floor: Floor, outbox: Outbox, context: ViewContext): View {
  let view: View = { floor, runs: new Map() }
  for (const { entry } of outbox) view = withRun(view, entry, context)
  return view
}

/** The view after one more entry: what a tap costs, however long the outbox is. */
export function withRun(view: View, entry: Entry, context: ViewContext): View {
  const run = runOf(view, entry, context)
  const floor = run.transaction ? applyTransaction(view.floor, run.transaction) : view.floor
  return { floor, runs: new Map(view.runs).set(entry.id, run) }
}

/** Decides an entry on what the view shows, as the server will on its own floor. */
export function runOf(view: View, entry: Entry, { actor, recall }: ViewContext): Run {
  try {
    const transaction = decide(
      view.floor,
      { id: entry.id, kind: entry.isBatch ? 'batch' : 'change', commands: preparedOf(entry) },
      {
        // Not the instant of this run: a time that people read must not move each time that the base does.
        now: entry.at,
        actor,
        newId: idsOf(entry),
        recall: (id) => view.runs.get(id)?.transaction ?? recall(id),
      },
    )
    return { transaction, problem: undefined }
  } catch (problem) {
    if (problem instanceof Problem) return { transaction: undefined, problem }
    throw problem
  }
}

/** Whether everything that an entry wants to take back is known here; else only the server can say what it does. */
export function isRecallKnown(view: View, entry: Entry, { recall }: ViewContext): boolean {
  const wanted = preparedOf(entry).flatMap(({ recalls }) => recalls ?? [])
  return wanted.every((id) => view.runs.get(id)?.transaction || recall(id))
}

// Entries are read once and run many times.
const prepared = new WeakMap<Entry, PreparedCommand[]>()

function preparedOf(entry: Entry): PreparedCommand[] {
  const known = prepared.get(entry)
  if (known) return known
  const commands = entry.commands.map((command, index) =>
    prepareCommand(command, entry.isBatch ? { payload: `operations.${index}.payload` } : {}),
  )
  prepared.set(entry, commands)
  return commands
}

// The same ids at each run of an entry: what it creates must not be another row after every change of the base.
function idsOf(entry: Entry): () => string {
  let count = 0
  return () => {
    const tail = (Number.parseInt(entry.id.slice(-8), 16) + ++count) % 2 ** 32
    return entry.id.slice(0, -8) + tail.toString(16).padStart(8, '0')
  }
}
