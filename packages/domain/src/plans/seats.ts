import type { Draft } from '../draft.ts'
import type { Table } from '../tables/table.ts'

/** How many people tables seat, and from how many on they are meant. */
export interface Seats {
  seats: number
  fewest: number
  /** The combination that says so. */
  combinationId?: string
}

/** The seats of tables: of their combination where one is declared, else their sum. */
export function seatsOf(draft: Pick<Draft, 'combinations'>, tables: readonly Table[]): Seats {
  if (tables.length > 1) {
    for (const { id: combinationId, tableIds, capacity, minPartySize } of draft.combinations.all()) {
      const joined = new Set(tableIds)
      if (joined.size === tables.length && tables.every(({ id }) => joined.has(id))) {
        return { seats: capacity, fewest: minPartySize, combinationId }
      }
    }
  }
  return {
    seats: tables.reduce((sum, { capacity }) => sum + capacity, 0),
    fewest: tables.length === 1 ? (tables[0]?.minPartySize ?? 1) : 1,
  }
}
