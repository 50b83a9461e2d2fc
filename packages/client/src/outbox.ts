import type { ClientCommand, Problem } from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'

/** One thing that somebody did here and that no server has answered yet: a command, or several as one. */
export interface Entry {
  /** The id of the command; of the transaction where it is a batch. */
  readonly id: string
  /** Sorts the entries of one outbox: they are sent in this order. */
  readonly order: number
  /** When it was done, by the server's clock as far as it is known here. */
  readonly at: string
  readonly isBatch: boolean
  readonly commands: readonly ClientCommand[]
}

/** How far an entry has come. */
export type Progress =
  | { stage: 'storing' }
  | { stage: 'ready' }
  | { stage: 'sent' }
  /** Durable on the server; the base has yet to reach that version. */
  | { stage: 'applied'; version: number }

export interface Pending {
  readonly entry: Entry
  readonly progress: Progress
  /** How often a server could not say what became of it. */
  readonly failures: number
  /** It is sent by itself and over HTTP, where whatever is wrong with it is told for it alone. */
  readonly isSuspect: boolean
}

/** Own commands without an answer, oldest first (SY104). A value: every function gives a new one. */
export type Outbox = readonly Pending[]

/** How an entry ended. */
export type Settled =
  | { entry: Entry; outcome: 'confirmed'; version: number; changes: readonly WireChange[] | undefined }
  | { entry: Entry; outcome: 'refused'; problem: Problem }
  /** It was to take back what has been refused: there is nothing to do, and nothing to tell. `problem`: of the other. */
  | { entry: Entry; outcome: 'withdrawn'; problem: Problem }

export interface Settling {
  outbox: Outbox
  settled: readonly Settled[]
}

export function withEntry(outbox: Outbox, entry: Entry, progress: Progress = { stage: 'storing' }): Outbox {
  if (outbox.some((pending) => pending.entry.id === entry.id)) return outbox
  const pending: Pending = { entry, progress, failures: 0, isSuspect: false }
  const at = outbox.findLastIndex((other) => other.entry.order <= entry.order) + 1
  return [...outbox.slice(0, at), pending, ...outbox.slice(at)]
}

/** Moves entries on; those that are `applied` stay so. */
export function withProgress(outbox: Outbox, ids: ReadonlySet<string>, progress: Progress): Outbox {
  return outbox.map((pending) =>
    ids.has(pending.entry.id) && pending.progress.stage !== 'applied' ? { ...pending, progress } : pending,
  )
}

/** After a lost connection nobody knows what arrived: what was sent is sent again, under the same ids (SY51). */
export function unsent(outbox: Outbox, { areSuspect = false } = {}): Outbox {
  return outbox.map((pending) =>
    pending.progress.stage === 'sent'
      ? { ...pending, progress: { stage: 'ready' }, isSuspect: pending.isSuspect || areSuspect }
      : pending,
  )
}

/** An entry that the server could not answer for now, or one of several that were refused as a whole. */
export function withFailure(outbox: Outbox, ids: ReadonlySet<string>, { areSuspect = false } = {}): Outbox {
  return outbox.map((pending) =>
    ids.has(pending.entry.id) && pending.progress.stage === 'sent'
      ? {
          ...pending,
          progress: { stage: 'ready' },
          failures: pending.failures + 1,
          isSuspect: pending.isSuspect || areSuspect,
        }
      : pending,
  )
}

/** What a frame confirms (SY103): the entries whose ids it names, and those that wait for its version. */
export function confirmedBy(
  outbox: Outbox,
  frame: { version: number; ids: ReadonlySet<string>; changes: readonly WireChange[] | undefined },
): Settling {
  const settled: Settled[] = []
  const rest = outbox.filter(({ entry, progress }) => {
    const isNamed = frame.ids.has(entry.id) || entry.commands.some(({ id }) => frame.ids.has(id))
    const isReached = progress.stage === 'applied' && progress.version <= frame.version
    if (!isNamed && !isReached) return true
    const version = progress.stage === 'applied' ? progress.version : frame.version
    settled.push({ entry, outcome: 'confirmed', version, changes: isNamed ? frame.changes : undefined })
    return false
  })
  return settled.length === 0 ? { outbox, settled } : { outbox: rest, settled }
}

/** What an answer `applied` or `duplicate` means: done where the base has that version, else it waits (SY103). */
export function appliedAt(outbox: Outbox, id: string, { version, base }: { version: number; base: number }): Settling {
  const pending = outbox.find(({ entry }) => entry.id === id)
  if (!pending) return { outbox, settled: [] }
  if (version > base) return { outbox: withProgress(outbox, new Set([id]), { stage: 'applied', version }), settled: [] }
  const settled: Settled = { entry: pending.entry, outcome: 'confirmed', version, changes: undefined }
  return { outbox: outbox.filter((other) => other !== pending), settled: [settled] }
}

/** A refused entry is dropped and told, and its undo goes with it; the next goes on (SY52, SY103, SY109). */
export function refused(outbox: Outbox, id: string, problem: Problem): Settling {
  const pending = outbox.find(({ entry }) => entry.id === id)
  if (!pending) return { outbox, settled: [] }
  const settled: Settled[] = [{ entry: pending.entry, outcome: 'refused', problem }]
  // Also the undo of an undo: an undo comes after what it takes back.
  const never = new Set([id])
  const rest = outbox.filter((other) => {
    if (other === pending) return false
    if (!other.entry.commands.every((command) => takesBack(command, never))) return true
    never.add(other.entry.id)
    settled.push({ entry: other.entry, outcome: 'withdrawn', problem })
    return false
  })
  return { outbox: rest, settled }
}

function takesBack({ type, payload }: ClientCommand, ids: ReadonlySet<string>): boolean {
  return type === 'undo' && ids.has(payload.transactionId)
}
