import type pg from 'pg'

/** The entity tables, by their names in the database and in an append. */
export type EntityTable = 'restaurants' | 'sections' | 'tables' | 'combinations' | 'guests' | 'reservations'

/** One transaction of an append, as the log keeps it. */
export interface AppendTransaction {
  version: number
  transaction_id: string
  fingerprint: string
  /** ISO 8601; the database moves it up to the restaurant's last `committed_at` where it lies before. */
  at: string
  actor: { id: string; name: string }
  command: string
  command_ids: readonly string[]
  role: string
  atomic: boolean
  /** A rule was overridden on demand. */
  forced: boolean
  /** Of the changes, each once. */
  entity_ids: readonly string[]
  changes: readonly { entity_id: string; data?: unknown }[]
}

/** The answer kept for an id that the log itself cannot answer. */
export interface AppendReceipt {
  id: string
  fingerprint: string
  transaction_id: string | null
  version: number | null
  problem: object | null
}

/** What one restaurant's append carries. Versions follow `expected_version` without a gap. */
export interface Append {
  restaurant_id: number
  expected_version: number
  /** What that version must be besides, unless absent: of this epoch, and made by this transaction. */
  expected_epoch?: string | undefined
  expected_transaction_id?: string | undefined
  transactions: readonly AppendTransaction[]
  receipts: readonly AppendReceipt[]
  /** Whole entities as they are after the last transaction. */
  put: Partial<Record<EntityTable, readonly { id: string | number; version: number }[]>>
  remove: Partial<Record<Exclude<EntityTable, 'restaurants'>, readonly string[]>>
  /** What leaves the floor and stays in the database. */
  archive: Partial<Record<'guests' | 'reservations', readonly string[]>>
  /** No party changes its tables, so who sits where need not be looked at. */
  seatingsStay?: boolean
}

/** What became of one restaurant's append; all but `committed` have changed nothing. */
export type AppendOutcome = { restaurantId: number } & (
  | { outcome: 'committed'; version: number; committedAt: string }
  /** The restaurant is at `version`, not where the append expected it; or that version is another than expected. */
  | { outcome: 'stale'; version: number }
  /** These of its transaction, command or receipt ids are known already. */
  | { outcome: 'duplicate'; ids: string[] }
  /** A constraint failed: a bug. `message` holds no values. */
  | { outcome: 'refused'; sqlstate: string; constraint: string | null; message: string }
)

interface OutcomeRow {
  restaurant_id: number
  outcome: (AppendOutcome | Busy)['outcome']
  version: number
  committed_at: Date
  ids: string[] | null
  sqlstate_code: string
  constraint_name: string | null
  message: string
}

/** An append as it travels. */
export interface WrittenAppend {
  restaurantId: number
  json: string
  /** What there is in it, as `qtable.append` calls it. */
  parts: readonly string[]
}

/** Somebody else holds the restaurant's clock, and nothing was tried. */
export interface Busy {
  restaurantId: number
  outcome: 'busy'
}

/**
 * Writes an append as `qtable.append` reads it: each entity once, and with the ids that must not be known yet, those of
 * its receipts first.
 */
export function writeAppend({ seatingsStay = false, ...member }: Append): WrittenAppend {
  const { restaurant_id: restaurantId, transactions, receipts } = member
  const ids = new Set(receipts.map(({ id }) => id))
  const receiptIds = ids.size
  const paths = new Map<unknown, string>()
  for (const [t, { transaction_id, command_ids, changes }] of transactions.entries()) {
    ids.add(transaction_id)
    for (const id of command_ids) ids.add(id)
    for (const [c, { data }] of changes.entries()) paths.set(data, `{transactions,${t},changes,${c},data}`)
  }
  const put: Record<string, unknown[]> = {}
  for (const [table, rows] of Object.entries(member.put)) put[table] = rows.map((row) => paths.get(row) ?? row)
  const last = transactions.at(-1)
  const json = JSON.stringify({
    ...member,
    receipts: receipts.map(({ problem, ...receipt }) => (problem ? { ...receipt, problem } : receipt)),
    ids: `{${[...ids].join()}}`,
    receipt_ids: receiptIds,
    put,
    count: transactions.length,
    last: last && { version: last.version, at: last.at, transaction_id: last.transaction_id },
  })
  return { restaurantId, json, parts: partsOf(member, seatingsStay) }
}

function partsOf(member: Append, seatingsStay: boolean): string[] {
  const parts: string[] = []
  const rows: [string, object][] = [
    ['put', member.put],
    ['remove', member.remove],
    ['archive', member.archive],
  ]
  const touched = new Set<string>()
  for (const [word, tables] of rows) {
    for (const table in tables) {
      parts.push(`${word} ${table}`)
      touched.add(table)
    }
  }
  if (touched.has('guests') && !seatingsStay) parts.push('seatings')
  if (touched.has('reservations')) parts.push('plans')
  if (member.receipts.length > 0) parts.push('receipts')
  return parts
}

/**
 * The one statement of an append: its own transaction, one round trip. `patient`: it waits where somebody else holds the
 * clock of a restaurant; otherwise such a one is `busy`.
 */
export function appendQuery(
  members: readonly WrittenAppend[],
  { workingRole, patient }: { workingRole: string; patient: boolean },
): pg.QueryConfig {
  return {
    name: 'append',
    text: 'select * from qtable.append($1::int[], $2::text, $3::text[], $4::boolean, $5::text)',
    values: [
      members.map(({ restaurantId }) => restaurantId),
      `[${members.map(({ json }) => json).join()}]`,
      [...new Set(members.flatMap(({ parts }) => parts))],
      patient,
      workingRole,
    ],
  }
}

/** Reads the rows of `qtable.append`, in the order of `members`. */
export function appendOutcomes(
  members: readonly WrittenAppend[],
  rows: readonly OutcomeRow[],
): (AppendOutcome | Busy)[] {
  const byRestaurant = new Map(rows.map((row) => [row.restaurant_id, outcomeOf(row)]))
  return members.map((member) => {
    const outcome = byRestaurant.get(member.restaurantId)
    if (!outcome) throw new Error(`qtable.append said nothing about restaurant ${member.restaurantId}`)
    return outcome
  })
}

function outcomeOf(row: OutcomeRow): AppendOutcome | Busy {
  const { restaurant_id: restaurantId, outcome, version } = row
  switch (outcome) {
    case 'committed':
      return { restaurantId, outcome, version, committedAt: row.committed_at.toISOString() }
    case 'stale':
      return { restaurantId, outcome, version }
    case 'duplicate':
      return { restaurantId, outcome, ids: row.ids ?? [] }
    case 'busy':
      return { restaurantId, outcome }
    case 'refused':
      return {
        restaurantId,
        outcome,
        sqlstate: row.sqlstate_code,
        constraint: row.constraint_name || null,
        message: row.message,
      }
  }
}
