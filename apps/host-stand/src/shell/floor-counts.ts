import type { Floor } from '@qtable/domain'

/** What the top bar counts. */
export interface Counts {
  covers: number
  waiting: number
  /** Free tables by seats, smallest first. */
  free: readonly { seats: number; tables: number }[]
}

export function countsOf({ guests, tables }: Floor): Counts {
  let covers = 0
  let waiting = 0
  for (const { status, partySize } of guests.values()) {
    if (status === 'seated') covers += partySize
    if (status === 'waiting' || status === 'notified') waiting += 1
  }
  const free = new Map<number, number>()
  for (const { status, capacity } of tables.values()) {
    if (status === 'available') free.set(capacity, (free.get(capacity) ?? 0) + 1)
  }
  const sorted = [...free].sort(([a], [b]) => a - b)
  return { covers, waiting, free: sorted.map(([seats, count]) => ({ seats, tables: count })) }
}
