import type { Actor, Transaction } from '@qtable/domain'
import type { ChangesFrame, WireChange } from '@qtable/protocol'
import type { Mutation } from '../outbox/mutation.ts'
import {
  confirmedBy,
  isNamedBy,
  type Outbox,
  type OutboxUpdate,
  type ReachedVersion,
  type SettledMutation,
  withMutation,
} from '../outbox/outbox.ts'
import { applyFrame, type Base, changesOf, isMerged } from './base.ts'
import { openRecentTransactions } from './recent-transactions.ts'
import { withSeen } from './seen.ts'
import {
  knowsTargets,
  type OptimisticResult,
  optimisticResultOf,
  type View,
  type ViewContext,
  viewOf,
  withResult,
} from './view.ts'

/** Changes by other devices. */
export interface OthersChange {
  /** Undefined after a catch-up and while polling: several people may have made the changes. */
  actor: Actor | undefined
  changes: readonly WireChange[]
  version: number
}

/** One update of the store. */
export interface StoreUpdate {
  frame?: ChangesFrame
  /** The base was replaced as a whole. */
  isNewBase?: boolean
  settled: readonly SettledMutation[]
  /** The view before the update. It has the optimistic results of the settled mutations. */
  before: View | undefined
  others?: OthersChange
}

/** Base, outbox and their view. Each method is one update: listeners are called when it is complete. */
export interface Store {
  readonly base: Base | undefined
  readonly outbox: Outbox
  /** Undefined until there is a floor. */
  readonly view: View | undefined
  /** Starts with a floor and an outbox, or with neither. `actor` is who runs the commands at that time. */
  reset(to: { base: Base | undefined; outbox: Outbox; actor: () => ViewContext['actor'] | undefined }): void
  add(mutation: Mutation): void
  /**
   * What the mutation would do; undefined where there is no floor. `isCertain` is false where the mutation undoes a
   * transaction or deletes a row that this device does not know, so that only the server can decide it.
   */
  preview(mutation: Mutation): { result: OptimisticResult; isCertain: boolean } | undefined
  /** The mutation with what its author saw of the rows that it edits (SY112). */
  withSeen(mutation: Mutation): Mutation
  /** Replaces the base and keeps the outbox (SY101). `from` is what another tab knows of the outbox. */
  takeBase(base: Base, from?: OutboxFromTab): void
  /** Applies a frame (SY100). What it confirms leaves the outbox in the same update, so that nothing flickers. */
  takeFrame(frame: ChangesFrame, from?: OutboxFromTab): 'applied' | 'older' | 'gap'
  changeOutbox(change: (before: Outbox) => OutboxUpdate): void
  /** A transaction that this device applied lately. */
  transaction(id: string): Transaction | undefined
  /** The returned function ends it. */
  onUpdate(listener: (update: StoreUpdate) => void): () => void
}

/** What another tab knows of the outbox. It is part of the same update. */
export type OutboxFromTab = (before: Outbox) => OutboxUpdate

interface State {
  base: Base | undefined
  outbox: Outbox
  view: View | undefined
}

const empty: State = { base: undefined, outbox: [], view: undefined }
const unchanged: OutboxFromTab = (outbox) => ({ outbox, settled: [] })

export function openStore(): Store {
  let state = empty
  let actorNow: () => ViewContext['actor'] | undefined = () => undefined
  let recent = openRecentTransactions()
  const listeners = new Set<(update: StoreUpdate) => void>()

  function context(): ViewContext | undefined {
    const actor = actorNow()
    return actor && { actor, recall: recent.get, lastEdit: recent.lastEdit, wasDeleted: recent.wasDeleted }
  }

  function notify(update: StoreUpdate): void {
    for (const listener of [...listeners]) listener(update)
  }

  function update(to: { base?: Base | undefined; outbox: Outbox }, what: Omit<StoreUpdate, 'before'>): void {
    const { view: before } = state
    for (const transaction of confirmedTransactions(what.settled, before)) {
      if (!recent.get(transaction.id)) recent.add(transaction)
    }
    const { base = state.base, outbox } = to
    const isSame = base === state.base && outbox === state.outbox
    const by = context()
    state = { base, outbox, view: isSame ? state.view : base && by && viewOf(base.floor, outbox, by) }
    notify({ ...what, before })
  }

  function updateOutbox({ outbox, settled }: OutboxUpdate): void {
    if (outbox !== state.outbox || settled.length > 0) update({ outbox }, { settled })
  }

  return {
    get base() {
      return state.base
    },
    get outbox() {
      return state.outbox
    },
    get view() {
      return state.view
    },
    reset({ base, outbox, actor }) {
      recent = openRecentTransactions()
      actorNow = actor
      state = empty
      update({ base, outbox }, { isNewBase: true, settled: [] })
    },
    add(mutation) {
      const outbox = withMutation(state.outbox, mutation)
      if (outbox === state.outbox) return
      const { view: before } = state
      const by = context()
      if (before && by && outbox.at(-1)?.mutation === mutation) {
        state = { ...state, outbox, view: withResult(before, mutation, by) }
        notify({ settled: [], before })
      } else update({ outbox }, { settled: [] })
    },
    preview(mutation) {
      const by = context()
      if (!state.view || !by) return undefined
      const result = optimisticResultOf(state.view, mutation, by)
      return { result, isCertain: result.problem?.code !== 'not_found' || knowsTargets(state.view, mutation, by) }
    },
    withSeen(mutation) {
      const by = context()
      return state.view && by ? withSeen(state.view, mutation, by) : mutation
    },
    takeBase(base, from = unchanged) {
      const reached: ReachedVersion = { version: base.floor.version, ids: new Set(), changes: undefined }
      const { outbox, settled } = confirmedAfter(from(state.outbox), reached)
      recent = openRecentTransactions()
      update({ base, outbox }, { isNewBase: true, settled })
    },
    takeFrame(frame, from = unchanged) {
      const { base, outbox: before } = state
      const result = base ? applyFrame(base, frame) : { outcome: 'gap' as const }
      if (result.outcome === 'gap') return 'gap'
      const confirmed = confirmedAfter(from(before), reachedBy(frame, base))
      if (result.outcome === 'older') updateOutbox(confirmed)
      else {
        if (result.transaction) recent.add(result.transaction)
        const others = othersChange(frame, { changes: result.changes, outbox: before })
        update({ base: result.base, outbox: confirmed.outbox }, { frame, settled: confirmed.settled, ...others })
      }
      return result.outcome
    },
    changeOutbox: (change) => updateOutbox(change(state.outbox)),
    transaction: (id) => recent.get(id),
    onUpdate(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** What is confirmed beside what another tab has settled already. */
function confirmedAfter(reported: OutboxUpdate, reached: ReachedVersion): OutboxUpdate {
  const { outbox, settled } = confirmedBy(reported.outbox, reached)
  return { outbox, settled: [...reported.settled, ...settled] }
}

function reachedBy(frame: ChangesFrame, base: Base | undefined): ReachedVersion {
  return {
    version: Math.max(base?.floor.version ?? 0, frame.version),
    ids: idsOf(frame),
    changes: isMerged(frame) ? undefined : changesOf(frame),
  }
}

function idsOf({ transaction_id, command_ids }: ChangesFrame): ReadonlySet<string> {
  return new Set([transaction_id, ...command_ids])
}

function othersChange(
  frame: ChangesFrame,
  { changes, outbox }: { changes: readonly WireChange[]; outbox: Outbox },
): { others?: OthersChange } {
  const ids = idsOf(frame)
  if (outbox.some(({ mutation }) => isNamedBy(ids, mutation))) return {}
  return { others: { actor: isMerged(frame) ? undefined : frame.actor, changes, version: frame.version } }
}

// The confirmed mutations as transactions, so that an undo of one shows at once also where its own frame never came:
// after a catch-up, and while polling.
function confirmedTransactions(settled: readonly SettledMutation[], view: View | undefined): Transaction[] {
  return settled.flatMap((one) => {
    const transaction = view?.results.get(one.mutation.id)?.transaction
    return one.outcome === 'confirmed' && transaction ? [{ ...transaction, version: one.version }] : []
  })
}
