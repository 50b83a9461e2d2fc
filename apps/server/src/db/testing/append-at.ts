import { randomUUID } from 'node:crypto'
import { type Change, type Entity, type EntityType, entities, entityTypes } from '@qtable/domain'
import type { Append } from '../append.ts'
import type { Database } from '../database.ts'
import type { LoggedTransaction } from '../logged-transaction.ts'

const at = '2026-05-01T18:00:00.000Z'

/** A restaurant with a clock and nothing on its floor. */
export async function createEmptyRestaurant(database: Database, id = 1): Promise<void> {
  await database.asRestaurant(id, async (tx) => {
    await tx.query('insert into tenants (restaurant_id, slug) values ($1, $2)', [id, `restaurant-${id}`])
    await tx.query('insert into clocks (restaurant_id, committed_at) values ($1, $2)', [id, at])
  })
}

type TableName = (typeof entities)[EntityType]['plural']

interface Row {
  id: string | number
  [field: string]: unknown
}

/** What a transaction does to rows, by table, as tests write it. */
export interface RowsOfTest {
  put?: Partial<Record<TableName, readonly Row[]>>
  remove?: Partial<Record<TableName, readonly string[]>>
  archive?: Partial<Record<TableName, readonly string[]>>
}

/** An append of one transaction at `expected + 1`, with overrides. Its last transaction changes the rows. */
export function appendAt(
  expected: number,
  { put, remove, archive, ...given }: Partial<Omit<Append, 'idsToCheck'>> & RowsOfTest = {},
): Append {
  const { transactions = [transactionAt(expected + 1)] } = given
  const last = transactions.at(-1)
  const changes = changesOf({ put, remove, archive })
  const changed = last && changes.length > 0 ? { ...last, changes: [...last.changes, ...changes] } : last
  return {
    restaurantId: 1,
    expected: { version: expected },
    receipts: [],
    ...given,
    transactions: changed ? [...transactions.slice(0, -1), changed] : [],
    idsToCheck: transactions.flatMap(({ id, commandIds }) => [id, ...commandIds]),
  }
}

function changesOf({
  put = {},
  remove = {},
  archive = {},
}: { [K in keyof RowsOfTest]: RowsOfTest[K] | undefined }): Change[] {
  return entityTypes.flatMap((entity_type): Change[] => {
    const table = entities[entity_type].plural
    const rows = new Map((put[table] ?? []).map((row) => [String(row.id), row as unknown as Entity]))
    const about = (entity_id: string) => ({ entity_type, entity_id })
    return [
      ...[...rows].map(([id, data]) => ({ ...about(id), action: 'update', data }) as Change),
      ...(remove[table] ?? []).map((id) => ({ ...about(id), action: 'delete' }) as Change),
      ...(archive[table] ?? []).map((id) => {
        const before = rows.get(id)
        return { ...about(id), action: 'delete', archived: true, ...(before ? { before } : {}) } as Change
      }),
    ]
  })
}

export function transactionAt(version: number, changes: Partial<LoggedTransaction> = {}): LoggedTransaction {
  const id = changes.id ?? randomUUID()
  return {
    id,
    version,
    fingerprint: 'a fingerprint',
    at,
    actor: { id: randomUUID(), name: 'Ada' },
    command: 'guest.update',
    commandIds: [id],
    role: 'host',
    atomic: false,
    forced: false,
    changes: [],
    ...changes,
  }
}
