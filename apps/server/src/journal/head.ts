import type { Tx } from '../db/database.ts'

/** The end of a restaurant's log. */
export interface Head {
  version: number
  epoch: string
  /** When `version` was committed. */
  committedAt: string
  /** The transaction that made `version`; null where that is not known. */
  transactionId: string | null
}

interface HeadRow {
  restaurant_id: number
  version: number
  epoch: string
  committed_at: Date
  transaction_id: string | null
}

const columns = 'restaurant_id, version, epoch, committed_at, transaction_id'
const headStatement = {
  name: 'head',
  text: `select ${columns} from clocks where restaurant_id = current_setting('app.restaurant_id')::int`,
}

/** The head of the restaurant of `tx`; undefined where it does not exist. */
export async function readHead(tx: Tx): Promise<Head | undefined> {
  const [row] = await tx.query<HeadRow>(headStatement)
  return row && headOf(row)
}

/** The heads of the restaurants whose clocks `tx` may read; those that do not exist are left out. */
export async function readHeads(tx: Tx, restaurantIds: readonly number[]): Promise<Map<number, Head>> {
  const rows = await tx.query<HeadRow>(`select ${columns} from clocks where restaurant_id = any($1::int[])`, [
    restaurantIds,
  ])
  return new Map(rows.map((row) => [row.restaurant_id, headOf(row)]))
}

function headOf({ version, epoch, committed_at, transaction_id }: HeadRow): Head {
  return { version, epoch, committedAt: committed_at.toISOString(), transactionId: transaction_id }
}
