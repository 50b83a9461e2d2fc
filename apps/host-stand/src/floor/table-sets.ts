import type { Combination, Floor, Table } from '@qtable/domain'

// Pure rules of the floor that the domain does not export.

/** Whether both lists hold the same tables, in any order. */
export function sameTables(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id))
}

/** The declared combination of exactly these tables. */
export function combinationOf({ combinations }: Floor, tableIds: readonly string[]): Combination | undefined {
  for (const one of combinations.values()) if (sameTables(one.tableIds, tableIds)) return one
  return undefined
}

/** The smallest party that these tables are meant for together. */
export function smallestPartyAt(floor: Floor, tables: readonly Table[]): number {
  const [only] = tables
  if (only && tables.length === 1) return only.minPartySize
  const ids = tables.map(({ id }) => id)
  return combinationOf(floor, ids)?.minPartySize ?? 1
}

/** Whether nobody sits at any of the tables; false for no tables. */
export function areUnoccupied({ tables }: Floor, tableIds: readonly string[]): boolean {
  return tableIds.length > 0 && tableIds.every((id) => tables.get(id)?.currentGuestId === null)
}

/** Table numbers as people sort them: 2 before 10. */
export function byTableNumber(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true })
}

/** The numbers of tables; `?` for a deleted one. */
export function numbersOf({ tables }: Pick<Floor, 'tables'>, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}
