import type { Actor, Transaction } from '@qtable/domain'
import type { ChangesFrame, WireChange } from '@qtable/protocol'
import { confirmedBy, type Entry, type Outbox, type Settled, type Settling, withEntry } from './outbox.ts'
import { type Recalls, recallsOf } from './recalls.ts'
import { applyFrame, type Base, isMerged } from './replica.ts'
import { isRecallKnown, type Run, runOf, type View, type ViewContext, viewOf, withRun } from './view.ts'

/** Changes that came from elsewhere. */
export interface OthersChange {
  /** Undefined where several made them, or it is not known: after a catch-up, and while polling. */
  actor: Actor | undefined
  changes: readonly WireChange[]
  version: number
}

/** What one step did to the store. */
export interface StoreStep {
  frame?: ChangesFrame
  /** The base was replaced as a whole. */
  isNewBase?: boolean
  settled: readonly Settled[]
  /** As it was before: what the settled entries did is in there. */
  before: View | undefined
  others?: OthersChange
}

/** Base, outbox and the view of the two. Each method is one step: listeners hear of it when all of it is done. */
export interface Store {
  readonly base: Base | undefined
  readonly outbox: Outbox
  /** Undefined until there is a floor. */
  readonly view: View | undefined
  /** Begins with a floor and an outbox, or with nothing at all. `actor` says who runs the commands now. */
  reset(to: { base: Base | undefined; outbox: Outbox; actor: () => ViewContext['actor'] | undefined }): void
  /** Adds an entry and gives what it does; undefined where there is no floor to show it on. */
  add(entry: Entry): Run | undefined
  /** What the entry would do, without adding it. */
  foresee(entry: Entry): { run: Run; isRecallKnown: boolean } | undefined
  /**
   * A floor in place of the present one; the outbox stays (SY101). `outbox` and `settled`: what another tab knows of it,
   * in the same step.
   */
  takeBase(base: Base, outbox?: (before: Outbox) => Outbox, settled?: readonly Settled[]): void
  /** A frame (SY100). What it confirms leaves the outbox in the same step: nothing flickers. */
  takeFrame(
    frame: ChangesFrame,
    outbox?: (before: Outbox) => Outbox,
    settled?: readonly Settled[],
  ): 'applied' | 'older' | 'gap'
  changeOutbox(change: (before: Outbox) => Settling): void
  transaction(id: string): Transaction | undefined
  onStep(listener: (step: StoreStep) => void): () => void
}

interface Now {
  base: Base | undefined
  outbox: Outbox
  view: View | undefined
}

const same = (outbox: Outbox) => outbox
const empty: Now = { base: undefined, outbox: [], view: undefined }

export function openStore(): Store {
  let now = empty
  let actorNow: () => ViewContext['actor'] | undefined = () => undefined
  let recalls: Recalls = recallsOf()
  const listeners = new Set<(step: StoreStep) => void>()

  function context(): ViewContext | undefined {
    const actor = actorNow()
    return actor && { actor, recall: recalls.get }
  }

  function move(to: { base?: Base | undefined; outbox?: Outbox }, step: Omit<StoreStep, 'before'>): void {
    const { view: before } = now
    keepRecalls(step.settled)
    const base = to.base ?? now.base
    const outbox = to.outbox ?? now.outbox
    const isSame = base === now.base && outbox === now.outbox
    const by = context()
    now = { base, outbox, view: isSame ? now.view : base && by && viewOf(base.floor, outbox, by) }
    tell({ ...step, before })
  }

  // What was done here can be taken back at once also where its own frame never came: after a catch-up, and while polling.
  function keepRecalls(settled: readonly Settled[]): void {
    for (const one of settled) {
      const { id } = one.entry
      const transaction = now.view?.runs.get(id)?.transaction
      if (one.outcome === 'confirmed' && transaction && !recalls.get(id)) {
        recalls.add({ ...transaction, version: one.version })
      }
    }
  }

  function tell(step: StoreStep): void {
    for (const listener of [...listeners]) listener(step)
  }

  return {
    get base() {
      return now.base
    },
    get outbox() {
      return now.outbox
    },
    get view() {
      return now.view
    },
    reset({ base, outbox, actor }) {
      recalls = recallsOf()
      actorNow = actor
      now = empty
      move({ base, outbox }, { isNewBase: true, settled: [] })
    },
    add(entry) {
      const outbox = withEntry(now.outbox, entry)
      if (outbox === now.outbox) return now.view?.runs.get(entry.id)
      const isLast = outbox.at(-1)?.entry === entry
      const by = context()
      if (now.view && by && isLast) {
        const before = now.view
        now = { ...now, outbox, view: withRun(before, entry, by) }
        tell({ settled: [], before })
      } else move({ outbox }, { settled: [] })
      return now.view?.runs.get(entry.id)
    },
    foresee(entry) {
      const by = context()
      if (!now.view || !by) return undefined
      const run = runOf(now.view, entry, by)
      return { run, isRecallKnown: run.problem?.code !== 'not_found' || isRecallKnown(now.view, entry, by) }
    },
    takeBase(base, change = same, known = []) {
      const { outbox, settled: more } = confirmedBy(change(now.outbox), {
        version: base.floor.version,
        ids: new Set(),
        changes: undefined,
      })
      recalls = recallsOf()
      move({ base, outbox }, { isNewBase: true, settled: [...known, ...more] })
    },
    takeFrame(frame, change = same, known = []) {
      if (!now.base) return 'gap'
      const applied = applyFrame(now.base, frame)
      if (applied.kind === 'gap') return 'gap'
      const ids = new Set([frame.transaction_id, ...frame.command_ids])
      const isOurs = now.outbox.some(({ entry }) => ids.has(entry.id) || entry.commands.some(({ id }) => ids.has(id)))
      const changes = frame.changes as readonly WireChange[]
      const { version } = frame
      const { outbox, settled: more } = confirmedBy(change(now.outbox), {
        version: Math.max(now.base.floor.version, version),
        ids,
        changes: isMerged(frame) ? undefined : changes,
      })
      const settled = [...known, ...more]
      if (applied.kind === 'older') {
        if (settled.length > 0 || outbox !== now.outbox) move({ outbox }, { settled })
        return 'older'
      }
      if (applied.transaction) recalls.add(applied.transaction)
      const actor = isMerged(frame) ? undefined : frame.actor
      move(
        { base: applied.base, outbox },
        { frame, settled, ...(isOurs ? {} : { others: { actor, changes, version } }) },
      )
      return 'applied'
    },
    changeOutbox(change) {
      const { outbox, settled } = change(now.outbox)
      if (outbox !== now.outbox || settled.length > 0) move({ outbox }, { settled })
    },
    transaction: (id) => recalls.get(id),
    onStep(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
