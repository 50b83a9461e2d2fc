import type { Append } from './append.ts'
import { type AppendRows, rowsOf } from './append-rows.ts'
import type { LoggedTransaction } from './logged-transaction.ts'
import type { Receipt } from './receipt.ts'
import { storedChange } from './stored-change.ts'

/** An append in the form that is sent to the database. */
export interface SerializedAppend {
  restaurantId: number
  json: string
  /** The names of its parts for `qtable.append_transactions`. */
  parts: readonly string[]
  /** How many rows change a seating. */
  seatChanges: number
}

/**
 * Serializes an append for `qtable.append_transactions`: each entity once, and the ids that must not be known, those of
 * receipts first.
 */
export function serializeAppend({
  restaurantId,
  expected,
  transactions,
  receipts,
  idsToCheck,
}: Append): SerializedAppend {
  const logged = transactions.map(logRow)
  const { seatChanges, ...rows } = rowsOf(transactions)
  const ids = new Set(receipts.map(({ id }) => id))
  const receiptIds = ids.size
  for (const id of idsToCheck) ids.add(id)
  const last = transactions.at(-1)
  const json = JSON.stringify({
    expected_version: expected.version,
    expected_epoch: expected.epoch,
    expected_transaction_id: expected.transactionId,
    count: transactions.length,
    last: last && { version: last.version, at: last.at, transaction_id: last.id },
    transactions: logged,
    receipts: receipts.map(receiptRow),
    ids: `{${[...ids].join()}}`,
    receipt_ids: receiptIds,
    ...rows,
    put: asPaths(rows.put, logged),
  })
  const parts = partsOf(rows)
  if (ids.size > 0) parts.push('ids')
  if (receipts.length > 0) parts.push('receipts')
  return { restaurantId, json, parts, seatChanges }
}

type LogRow = ReturnType<typeof logRow>

function logRow(transaction: LoggedTransaction) {
  const { changes } = transaction
  return {
    version: transaction.version,
    transaction_id: transaction.id,
    fingerprint: transaction.fingerprint,
    at: transaction.at,
    actor_id: transaction.actor.id,
    actor_name: transaction.actor.name,
    command: transaction.command,
    command_ids: transaction.commandIds,
    role: transaction.role,
    atomic: transaction.atomic,
    forced: transaction.forced,
    entity_ids: [...new Set(changes.map(({ entity_id }) => entity_id))],
    changes: changes.map(storedChange),
  }
}

function receiptRow({ id, fingerprint, transactionId, version, problem }: Receipt) {
  // A `null` here would be a JSON null, not an SQL null.
  return { id, fingerprint, transaction_id: transactionId, version, ...(problem ? { problem } : {}) }
}

/** Replaces rows that a logged change holds by the path to it. */
function asPaths(put: AppendRows['put'], logged: readonly LogRow[]): Record<string, unknown[]> {
  const paths = new Map<unknown, string>()
  for (const [t, { changes }] of logged.entries()) {
    for (const [c, { data }] of changes.entries()) if (data) paths.set(data, `{transactions,${t},changes,${c},data}`)
  }
  return Object.fromEntries(
    Object.entries(put).map(([table, rows]) => [table, rows.map((row) => paths.get(row) ?? row)]),
  )
}

function partsOf({ put, remove, archive, plans }: Omit<AppendRows, 'seatChanges'>): string[] {
  const parts = plans.length > 0 ? ['plans'] : []
  for (const [step, tables] of Object.entries({ put, remove, archive })) {
    const names = Object.keys(tables)
    if (names.length > 0) parts.push(step, ...names.map((table) => `${step} ${table}`))
  }
  return parts
}
