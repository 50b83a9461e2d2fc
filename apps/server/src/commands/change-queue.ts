import { bytesOfJson, Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { AppendOutcome } from '../db/append.ts'
import { openGuard } from '../guarded.ts'
import { isWithin } from '../journal/continuity.ts'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { recentTransactions } from '../journal/recent-transactions.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { appendOf } from './append-of.ts'
import { type DecisionBudgets, type Decisions, decideAll, decideAllInSteps } from './decisions.ts'
import type { Outcome } from './outcome.ts'
import { needsOutside, nothingOutside, readEdits, readOutside } from './outside-floor.ts'
import type { PendingChange } from './pending-change.ts'
import { isLong, type PreparedChange } from './prepared-change.ts'
import { answerRepeats } from './repeats.ts'
import { runInTurns } from './run-in-turns.ts'

/** The pending changes of one restaurant, in order of arrival. */
export interface ChangeQueue {
  add(change: PreparedChange): Promise<Outcome>
  /** Resolves when the queue is empty. A concurrent call joins the first. */
  drain(): Promise<void>
  readonly length: number
}

export interface ChangeQueueOptions {
  journal: Journal
  floors: Floors
  log: Logger
  /** The clock in epoch milliseconds. */
  now?: () => number
  budgets?: DecisionBudgets | undefined
}

/** Decisions on their way to the database. */
interface Commit {
  decisions: Decisions
  outcome: Promise<AppendOutcome | { outcome: 'committed' | 'stale' }>
}

// The most changes of one commit: enough to outrun one commit per change, few enough that an append takes a few
// milliseconds.
const changesAtOnce = 32
// The most commands of one commit, unless its first change has more. Each transaction that is recalled counts as many as it
// may hold.
const commandsAtOnce = 512
const commandsPerRecall = 64
// An attempt is stale only because another node has committed, so the nodes together make progress.
const attempts = 20

/**
 * Opens the queue of one restaurant. It decides up to 32 pending changes, each on the floor after the one before it, and
 * appends them together at the version that the first was decided on. Where the append is stale, it reads the transactions
 * committed in between and decides again; a change that was refused on the old floor may be accepted on the new one. No
 * change is answered before the append is committed, and none is refused on a floor that may not be the latest. Where more
 * changes wait than one append takes, the next append is pipelined behind the one in flight, decided on the floor that the
 * first is expected to leave. If the first fails, the second is stale and is decided again.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: its steps share the queue and the commits in flight
export function openChangeQueue(
  restaurantId: number,
  { journal, floors, log, now = Date.now, budgets }: ChangeQueueOptions,
): ChangeQueue {
  const waiting: PendingChange[] = []
  let working: Promise<void> | undefined
  let inFlight: Commit | undefined
  let pipelined: { changes: PendingChange[]; commit: Commit } | undefined

  const guard = openGuard({ where: 'changes', log, restaurantId })
  const guardedPipeline = guard(pipeline)
  const guardedAnswer = guard(answer)

  async function work(): Promise<void> {
    while (pipelined || waiting.length > 0) {
      const { changes, commit } = pipelined ?? { changes: waiting.splice(0, countTogether(waiting)) }
      pipelined = undefined
      try {
        await settle(changes, commit)
      } catch (error) {
        for (const { reject } of changes) reject(error)
      }
    }
    // Cleared synchronously after the empty check, or a concurrent `add` would find work that has ended.
    working = undefined
  }

  // Answers every change. Throws only errors that concern all of them.
  async function settle(changes: readonly PendingChange[], pipelinedCommit?: Commit): Promise<void> {
    let open = changes
    let snapshot = await floors.load(restaurantId)
    for (let attempt = 0; attempt < attempts && open.length > 0; attempt++) {
      inFlight = attempt === 0 && pipelinedCommit ? pipelinedCommit : commit(await decideWithOutside(snapshot, open))
      const { decisions } = inFlight
      if (waiting.length >= changesAtOnce) setImmediate(guardedPipeline)
      const outcome = await inFlight.outcome.finally(() => {
        inFlight = undefined
      })
      const isCommitted = outcome.outcome === 'committed' && decisions.accepted.length > 0
      // The append it was pipelined behind failed, or another node was faster.
      if (decisions.base.floor !== snapshot.floor && !isCommitted) continue
      switch (outcome.outcome) {
        case 'committed': {
          const committed = decisions.accepted.map(({ transaction }) => transaction)
          const after = isCommitted ? floors.advance(decisions.base, committed, decisions.floor) : snapshot
          // The next append is sent before the answers, so that the database works while they are written.
          if (waiting.length > 0) setImmediate(guardedAnswer, decisions, after)
          else answer(decisions, after)
          open = decisions.postponed
          snapshot = after
          break
        }
        case 'stale':
          snapshot = await floors.catchUp(restaurantId)
          break
        case 'duplicate':
          snapshot = await floors.catchUp(restaurantId)
          open = await answerRepeats(journal, snapshot, { changes: open, ids: outcome.ids })
          break
        case 'refused':
          await isolate(open, outcome)
          return
      }
    }
    if (open.length > 0) throw new Problem('unavailable', 'The restaurant is too busy', { retryAfterSeconds: 1 })
  }

  async function decideWithOutside(snapshot: Snapshot, changes: readonly PendingChange[]): Promise<Decisions> {
    const outside = needsOutside(snapshot, changes)
      ? await readOutside(journal, snapshot, changes, budgets?.unit)
      : nothingOutside
    const decisions = await runInTurns(decideAllInSteps(snapshot, changes, { now: now(), outside, budgets }))
    if (decisions.unattributedIds.length === 0) return decisions
    const edits = await readEdits(journal, restaurantId, decisions.unattributedIds)
    return runInTurns(decideAllInSteps(snapshot, changes, { now: now(), outside: { ...outside, edits }, budgets }))
  }

  function pipeline(): void {
    if (!inFlight || pipelined || waiting.length < changesAtOnce) return
    const { base, floor, accepted } = inFlight.decisions
    if (accepted.length === 0) return
    const added = accepted.map(({ transaction }) => transaction)
    const expected = { floor, epoch: base.epoch, recent: recentTransactions(base.recent, added, floors.size) }
    const changes = waiting.slice(0, changesAtOnce)
    if (needsOutside(expected, changes) || changes.some(isLong)) return
    const decisions = decideAll(expected, changes, { now: now(), outside: nothingOutside, budgets })
    if (decisions.unattributedIds.length > 0) return
    waiting.splice(0, changesAtOnce)
    const next = commit(decisions)
    // `settle` awaits it later, and reports a failure then.
    next.outcome.catch(() => undefined)
    pipelined = { changes, commit: next }
  }

  function commit(decisions: Decisions): Commit {
    return { decisions, outcome: appendDecisions(restaurantId, decisions, { journal, floors, budgets }) }
  }

  // The database refused changes that the domain allowed. Sent one by one, only the faulty one fails.
  async function isolate(changes: readonly PendingChange[], refusal: { constraint: string | null; message: string }) {
    const [only] = changes
    if (only && changes.length === 1) {
      only.reject(refusedByDatabase(restaurantId, refusal, log))
      return
    }
    for (const change of changes) await settle([change])
  }

  function answer({ accepted, unchanged, repeated, refused }: Decisions, { floor }: Snapshot): void {
    for (const { change, transaction } of accepted) {
      change.resolve({ status: 'applied', transaction, version: transaction.version, floor })
    }
    for (const { change, version } of unchanged) {
      change.resolve({ status: 'applied', transaction: undefined, version, floor })
    }
    for (const { change, transaction } of repeated) {
      change.resolve({ status: 'duplicate', transaction, version: transaction.version, floor })
    }
    for (const { change, problem } of refused) change.reject(problem)
  }

  return {
    add(change) {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
      waiting.push({ ...change, resolve, reject })
      guardedPipeline()
      return promise
    },
    drain() {
      if (waiting.length > 0) working ??= work()
      return working ?? Promise.resolve()
    },
    get length() {
      return waiting.length + (pipelined?.changes.length ?? 0)
    },
  }
}

/** How many of the first changes are decided and appended together. */
function countTogether(waiting: readonly PendingChange[]): number {
  let commands = 0
  const end = waiting.slice(0, changesAtOnce).findIndex(({ unit, recalls }, i) => {
    commands += unit.commands.length + recalls.length * commandsPerRecall
    return i > 0 && commands > commandsAtOnce
  })
  return end === -1 ? Math.min(waiting.length, changesAtOnce) : end
}

/** Appends the accepted changes. Where there is nothing to append, it reads whether the floor was the latest. */
async function appendDecisions(
  restaurantId: number,
  decisions: Decisions,
  { journal, floors, budgets }: Pick<ChangeQueueOptions, 'journal' | 'floors' | 'budgets'>,
): Commit['outcome'] {
  try {
    const append = appendOf(restaurantId, decisions)
    if (append) {
      for (const { problem } of append.receipts) {
        budgets?.rate.countBytes(restaurantId, problem ? bytesOfJson(problem) : 0)
      }
      const [outcome] = await journal.append([append])
      if (!outcome) throw new Error('an append without an outcome')
      return outcome
    }
    const { base, refused, unchanged } = decisions
    if (refused.length + unchanged.length === 0) return { outcome: 'committed' as const }
    const head = await journal.head(restaurantId)
    const isLatest = head !== undefined && isWithin(head, { before: base, latest: base })
    return { outcome: isLatest ? ('committed' as const) : ('stale' as const) }
  } catch (error) {
    // The append may be committed all the same. A repeat with the same id gets the true answer.
    floors.markUncertain(restaurantId)
    throw error
  }
}

function refusedByDatabase(
  restaurantId: number,
  { constraint, message }: { constraint: string | null; message: string },
  log: Logger,
): Error {
  if (constraint === 'archived_id') {
    return new Problem('already_exists', 'This id belonged to something that has left the floor')
  }
  log.error({ restaurantId, constraint, reason: message }, 'the database refused a change that the domain allowed')
  return new Error(`the database refused a change that the domain allowed: ${constraint ?? message}`)
}
