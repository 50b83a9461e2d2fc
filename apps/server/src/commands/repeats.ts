import { Problem, type ProblemCode, type ProblemExtras, type Recalled } from '@qtable/domain'
import type { Snapshot } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import type { Logged, Receipt } from '../journal/log.ts'
import { mismatch } from './decide-all.ts'
import type { Waiting } from './queue.ts'

/** Which transactions the changes want to recall (an undo its target) that the node does not hold. */
export function mustRead({ recent }: Snapshot, open: readonly Waiting[]): string[] {
  return open.flatMap(({ job }) => job.recalls).filter((id) => !recent.some((held) => held.id === id))
}

/** Reads those transactions. */
export async function readRecalled(
  journal: Journal,
  snapshot: Snapshot,
  open: readonly Waiting[],
): Promise<ReadonlyMap<string, Recalled>> {
  const ids = mustRead(snapshot, open)
  if (ids.length === 0) return new Map()
  const restaurantId = snapshot.floor.restaurant.id
  const found = await journal.transactions(restaurantId, ids)
  const recalled = found.map(async (logged): Promise<[string, Recalled]> => {
    const supersededIds = await superseded(journal, restaurantId, logged)
    return [logged.id, { ...logged, supersededIds }]
  })
  return new Map(await Promise.all(recalled))
}

// What it deleted, where the log has a later transaction of it.
async function superseded(journal: Journal, restaurantId: number, { id, changes }: Logged): Promise<string[]> {
  const deleted = changes.filter(({ action }) => action === 'delete').map(({ entity_id }) => entity_id)
  const last = await Promise.all(
    deleted.map(async (entityId) => (await journal.activity(restaurantId, { entityId, limit: 1 }))[0]?.id),
  )
  return deleted.filter((_, i) => last[i] !== id)
}

/**
 * Gives the first answer to every change whose id is known, and gives back the rest: those are to be decided again.
 * A batch that shares the id of one of its commands with another change is a mismatch.
 */
export async function findAnswers(
  journal: Journal,
  snapshot: Snapshot,
  { open, ids }: { open: readonly Waiting[]; ids: readonly string[] },
): Promise<Waiting[]> {
  const found = await journal.answers(snapshot.floor.restaurant.id, ids)
  const transactions = new Map(found.transactions.map((transaction) => [transaction.id, transaction]))
  const answered = new Map(found.receipts.map((receipt) => [receipt.id, receipt]))
  const known = new Set(ids)
  const rest: Waiting[] = []
  for (const waiting of open) {
    const { unit, inner } = waiting.job
    const shared = inner.find(({ id }) => known.has(id))
    if (known.has(unit.id)) {
      const receipt = answered.get(unit.id)
      const transaction = transactions.get(receipt?.transactionId ?? unit.id)
      answerFrom(waiting, snapshot, { transaction, receipt })
    } else if (shared) waiting.reject(mismatch(shared.id))
    else rest.push(waiting)
  }
  return rest
}

function answerFrom(
  { job, resolve, reject }: Waiting,
  { floor }: Snapshot,
  { transaction, receipt }: { transaction: Logged | undefined; receipt: Receipt | undefined },
): void {
  const first = receipt ?? transaction
  if (!first || first.fingerprint !== job.fingerprint) reject(mismatch(job.unit.id))
  else if (transaction) resolve({ status: 'duplicate', transaction, version: transaction.version, floor })
  else if (receipt?.problem) reject(repeated(receipt.problem))
  else resolve({ status: 'duplicate', transaction: undefined, version: receipt?.version ?? floor.version, floor })
}

/** The refusal that was given the first time. */
function repeated({ code, detail, ...extras }: NonNullable<Receipt['problem']>): Problem {
  return new Problem(code as ProblemCode, detail, { ...(extras as ProblemExtras), replayed: true })
}
