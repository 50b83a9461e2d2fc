import { bytesOfJson, Problem } from '@qtable/domain'
import type { Append } from '../db/append.ts'
import type { Receipt } from '../db/receipt.ts'
import type { Decisions } from './decisions.ts'

/** The append that commits decisions; undefined where there is nothing to commit. */
export function appendOf(restaurantId: number, decisions: Decisions): Append | undefined {
  const receipts = receiptsOf(decisions)
  const { accepted, base } = decisions
  if (accepted.length === 0 && receipts.length === 0) return undefined
  return {
    restaurantId,
    expected: { version: base.floor.version, epoch: base.epoch, transactionId: base.recent.at(-1)?.id },
    transactions: accepted.map(({ transaction }) => transaction),
    receipts,
    idsToCheck: accepted.flatMap(({ change: { unit, inner, clientChoseId, isInternal } }) => [
      ...(clientChoseId || isInternal ? [unit.id] : []),
      ...inner.map(({ id }) => id),
    ]),
  }
}

// The log answers repeats of the units it holds. Receipts answer the other repeats: of refusals, of units that changed
// nothing, and of the commands inside a batch.
function receiptsOf({ accepted, unchanged, refused }: Decisions): Receipt[] {
  const receipts: Receipt[] = []
  for (const { change, transaction } of accepted) {
    const { id: transactionId, version } = transaction
    for (const inner of change.inner) receipts.push({ ...inner, transactionId, version, problem: null })
  }
  for (const { change, version } of unchanged) {
    if (!change.clientChoseId) continue
    const { unit, fingerprint } = change
    receipts.push({ id: unit.id, fingerprint, transactionId: null, version, problem: null })
  }
  for (const { change, problem } of refused) {
    if (!change.clientChoseId || !isLasting(problem)) continue
    const { unit, fingerprint } = change
    receipts.push({
      ...{ id: unit.id, fingerprint, transactionId: null, version: null },
      problem: storedProblem(problem),
    })
  }
  return receipts
}

// A repeat gets every other refusal again. A missing role may be granted later, room may be made, and a mismatch belongs to
// another change.
const passing: ReadonlySet<string> = new Set(['forbidden', 'idempotency_mismatch', 'quota_exceeded'])

function isLasting(problem: unknown): problem is Problem {
  return problem instanceof Problem && !passing.has(problem.code)
}

// A receipt is kept for 30 days. One that is larger keeps what tells the refusal, without what stood in the way.
const maxReceiptBytes = 16 * 1024

function storedProblem({ code, detail, current, errors, operations }: Problem): Receipt['problem'] {
  const whole = { code, detail: detail.slice(0, 2000), current, errors, operations }
  if (bytesOfJson(whole) <= maxReceiptBytes) return whole
  const first = operations
    ?.slice(0, 20)
    .map((one) => ({ index: one.index, code: one.code, detail: one.detail.slice(0, 200) }))
  return { code, detail: whole.detail, ...(first ? { operations: first } : {}) }
}
