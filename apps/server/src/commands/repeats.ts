import { Problem, type ProblemCode, type ProblemExtras } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { Journal } from '../journal/journal.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { mismatch, refusalToRepeat } from './decisions.ts'
import type { PendingChange } from './pending-change.ts'

/**
 * Answers every change whose id is known with its first answer, and returns the rest to be decided again. A batch whose
 * commands were all done in other changes is done; one with a command id of another command, or with some done, is a
 * mismatch.
 */
export async function answerRepeats(
  journal: Journal,
  snapshot: Snapshot,
  { changes, ids }: { changes: readonly PendingChange[]; ids: readonly string[] },
): Promise<PendingChange[]> {
  const found = await journal.answers(snapshot.floor.restaurant.id, ids)
  const transactions = new Map(found.transactions.map((transaction) => [transaction.id, transaction]))
  const receipts = new Map(found.receipts.map((receipt) => [receipt.id, receipt]))
  const known = new Set(ids)
  const rest: PendingChange[] = []
  for (const change of changes) {
    const { unit, inner } = change
    const shared = inner.find(({ id }) => known.has(id))
    if (known.has(unit.id)) {
      const receipt = receipts.get(unit.id)
      const transaction = transactions.get(receipt?.transactionId ?? unit.id)
      answerRepeat(change, snapshot, { transaction, receipt })
    } else if (shared) answerParts(change, snapshot, { shared, transactions, receipts })
    else rest.push(change)
  }
  return rest
}

function answerParts(
  change: PendingChange,
  { floor }: Snapshot,
  {
    shared,
    transactions,
    receipts,
  }: {
    shared: { id: string }
    transactions: ReadonlyMap<string, LoggedTransaction>
    receipts: ReadonlyMap<string, Receipt>
  },
): void {
  const { unit, inner, resolve, reject } = change
  const firsts = inner.map(({ id, fingerprint }) => {
    const receipt = receipts.get(id)
    const transaction = transactions.get(receipt?.transactionId ?? id)
    const isSame = (receipt ?? transaction)?.fingerprint === fingerprint && !receipt?.problem
    return isSame ? { transaction, version: transaction?.version ?? receipt?.version ?? floor.version } : undefined
  })
  if (firsts.length !== unit.commands.length || firsts.includes(undefined)) {
    reject(mismatch(shared.id))
    return
  }
  const forbidden = firsts.map((first) => refusalToRepeat(change, first?.transaction)).find((problem) => problem)
  if (forbidden) {
    reject(forbidden)
    return
  }
  const last = firsts.reduce((a, b) => ((b?.version ?? 0) > (a?.version ?? 0) ? b : a))
  resolve({ status: 'duplicate', transaction: last?.transaction, version: last?.version ?? floor.version, floor })
}

function answerRepeat(
  change: PendingChange,
  { floor }: Snapshot,
  { transaction, receipt }: { transaction: LoggedTransaction | undefined; receipt: Receipt | undefined },
): void {
  const { unit, fingerprint, resolve, reject } = change
  const first = receipt ?? transaction
  const forbidden = refusalToRepeat(change, transaction)
  if (!first || first.fingerprint !== fingerprint) reject(mismatch(unit.id))
  else if (forbidden) reject(forbidden)
  else if (transaction) resolve({ status: 'duplicate', transaction, version: transaction.version, floor })
  else if (receipt?.problem) reject(refusedBefore(receipt.problem))
  else resolve({ status: 'duplicate', transaction: undefined, version: receipt?.version ?? floor.version, floor })
}

/** The refusal that was given the first time. */
function refusedBefore({ code, detail, ...extras }: NonNullable<Receipt['problem']>): Problem {
  return new Problem(code as ProblemCode, detail, { ...(extras as ProblemExtras), replayed: true })
}
