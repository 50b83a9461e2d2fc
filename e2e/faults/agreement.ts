interface Seats {
  tables: ReadonlyMap<string, { id: string; currentGuestId: string | null }>
  guests: ReadonlyMap<string, { id: string; tableIds: readonly string[] }>
}

/** Where tables and parties say different things about who sits where; undefined where they agree. */
export function disagreement({ tables, guests }: Seats): string | undefined {
  for (const { id, currentGuestId } of tables.values()) {
    if (currentGuestId !== null && !guests.get(currentGuestId)?.tableIds.includes(id)) {
      return `table ${id} has the party ${currentGuestId}, which says otherwise`
    }
  }
  for (const { id, tableIds } of guests.values()) {
    const other = tableIds.find((tableId) => tables.get(tableId)?.currentGuestId !== id)
    if (other) return `the party ${id} is at the table ${other}, which says otherwise`
  }
  return undefined
}
