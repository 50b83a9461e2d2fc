import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { AppendOutcome } from '../db/append.ts'
import { isWithin } from '../journal/continuity.ts'
import type { Floors, Snapshot } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { recentAfter } from '../journal/ring.ts'
import { appendFor, decideAll, type Round } from './decide-all.ts'
import type { Outcome } from './execute.ts'
import { findAnswers, mustRead, readRecalled } from './repeats.ts'
import type { Job } from './submission.ts'

/** The changes of one restaurant that wait to be decided, in the order they came. */
export interface Queue {
  add(job: Job): Promise<Outcome>
  /** Works until nothing waits; a second call joins the first. */
  drain(): Promise<void>
  readonly length: number
}

/** A job and the promise of the one who asked. */
export interface Waiting {
  job: Job
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

/** A round on its way to the database. */
interface Sent {
  round: Round
  committing: Promise<AppendOutcome | { outcome: 'committed' | 'stale' }>
}

// How many changes share a commit at most: enough to outrun one commit per change, few enough that one append stays
// within a few milliseconds.
const together = 32
// A node loses its race only against another node's commit, and its next try starts from there.
const attempts = 20

/**
 * One restaurant's queue. It takes all that waits (up to 32), decides each on the floor that the one before it left,
 * and appends them together, expecting the version that the first was decided on. Where that has moved, it reads what
 * came in between and decides again; what was refused on an old floor may be accepted on the new one. Nobody hears an
 * answer before the append is committed, and a refusal is only given on a floor that is known to be the latest. Where
 * more wait than one append takes, the next one follows it before it is through, decided on the floor that it should leave:
 * if that comes to nothing the follower is stale, and decided again.
 */
export function openQueue(
  restaurantId: number,
  { journal, floors, log, now = Date.now }: { journal: Journal; floors: Floors; log: Logger; now?: () => number },
): Queue {
  const waiting: Waiting[] = []
  let working: Promise<void> | undefined
  let underWay: Sent | undefined
  let follower: { batch: Waiting[]; sent: Sent } | undefined

  async function work(): Promise<void> {
    while (follower || waiting.length > 0) {
      const { batch, sent } = follower ?? { batch: waiting.splice(0, together) }
      follower = undefined
      try {
        await settle(batch, sent)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    // In the same step as the last look at what waits: whoever comes now starts the work again.
    working = undefined
  }

  // Answers every member of the batch; throws only what concerns them all.
  async function settle(batch: Waiting[], sent?: Sent): Promise<void> {
    let open: readonly Waiting[] = batch
    let snapshot = await floors.known(restaurantId)
    const recalled = await readRecalled(journal, snapshot, open)
    for (let attempt = 0; attempt < attempts && open.length > 0; attempt++) {
      underWay = attempt === 0 && sent ? sent : send(decideAll(snapshot, open, { now: now(), recalled }))
      const { round } = underWay
      if (waiting.length >= together) setImmediate(follow)
      const outcome = await underWay.committing.finally(() => {
        underWay = undefined
      })
      const isCommitted = outcome.outcome === 'committed' && round.decided.length > 0
      // It followed one that came to nothing, or others were quicker.
      if (round.base.floor !== snapshot.floor && !isCommitted) continue
      switch (outcome.outcome) {
        case 'committed': {
          const news = round.decided.map(({ logged }) => logged)
          const after = isCommitted ? floors.advance(round.base, news, round.floor) : snapshot
          // What waits goes to the database before anybody hears: it works while the answers are written.
          if (waiting.length > 0) setImmediate(answer, round, after)
          else answer(round, after)
          open = round.postponed
          snapshot = after
          break
        }
        case 'stale':
          snapshot = await floors.catchUp(restaurantId)
          break
        case 'duplicate':
          snapshot = await floors.catchUp(restaurantId)
          open = await findAnswers(journal, snapshot, { open, ids: outcome.ids })
          break
        case 'refused':
          await isolate(open, outcome)
          return
      }
    }
    if (open.length > 0) throw new Problem('unavailable', 'The restaurant is too busy', { retryAfterSeconds: 1 })
  }

  function follow(): void {
    if (!underWay || follower || waiting.length < together) return
    const { base, floor, decided } = underWay.round
    if (decided.length === 0) return
    const news = decided.map(({ logged }) => logged)
    const left = { floor, epoch: base.epoch, recent: recentAfter(base.recent, news, floors.size) }
    const batch = waiting.slice(0, together)
    if (mustRead(left, batch).length > 0) return
    waiting.splice(0, together)
    const sent = send(decideAll(left, batch, { now: now(), recalled: new Map() }))
    // Whoever settles it hears of its failure.
    sent.committing.catch(() => undefined)
    follower = { batch, sent }
  }

  function send(round: Round): Sent {
    return { round, committing: commit(round) }
  }

  // The append; where there is nothing to append, only the question whether the floor was the latest.
  async function commit(round: Round): Sent['committing'] {
    try {
      const member = appendFor(restaurantId, round)
      if (!member && round.refused.length + round.unchanged.length === 0) return { outcome: 'committed' as const }
      if (member) {
        const [outcome] = await journal.append([member])
        if (!outcome) throw new Error('an append without an outcome')
        return outcome
      }
      const head = await journal.head(restaurantId)
      const { base } = round
      const isLatest = head !== undefined && isWithin(head, { before: base, latest: base })
      return { outcome: isLatest ? ('committed' as const) : ('stale' as const) }
    } catch (error) {
      // It may be committed all the same. The one who asked repeats it with the same id and gets the first answer.
      floors.doubt(restaurantId)
      throw error
    }
  }

  // The database refused what the domain allowed. One by one, so that the neighbours of the culprit get through.
  async function isolate(open: readonly Waiting[], refusal: { constraint: string | null; message: string }) {
    const [only] = open
    if (only && open.length === 1) {
      only.reject(refusedByDatabase(refusal))
      return
    }
    for (const member of open) await settle([member])
  }

  function refusedByDatabase({ constraint, message }: { constraint: string | null; message: string }): Error {
    if (constraint === 'archived_id') {
      return new Problem('already_exists', 'This id belonged to something that has left the floor')
    }
    log.error({ restaurantId, constraint, reason: message }, 'the database refused a change that the domain allowed')
    return new Error(`the database refused a change that the domain allowed: ${constraint ?? message}`)
  }

  function answer(round: Round, after: Snapshot): void {
    for (const { waiting: member, logged } of round.decided) {
      member.resolve({ status: 'applied', transaction: logged, version: logged.version, floor: after.floor })
    }
    for (const { waiting: member, version } of round.unchanged) {
      member.resolve({ status: 'applied', transaction: undefined, version, floor: after.floor })
    }
    for (const { waiting: member, transaction, version } of round.repeated) {
      member.resolve({ status: 'duplicate', transaction, version, floor: after.floor })
    }
    for (const { waiting: member, problem } of round.refused) member.reject(problem)
  }

  return {
    add(job) {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
      waiting.push({ job, resolve, reject })
      follow()
      return promise
    },
    drain() {
      if (waiting.length > 0) working ??= work()
      return working ?? Promise.resolve()
    },
    get length() {
      return waiting.length + (follower?.batch.length ?? 0)
    },
  }
}
