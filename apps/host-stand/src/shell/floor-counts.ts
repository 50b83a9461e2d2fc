import type { Floor } from '@qtable/domain'
import { isOfYesterday } from '../floor/yesterdays.ts'

/** What the top bar counts. */
export interface Counts {
  covers: number
  waiting: number
  /** Free tables by seats, smallest first. */
  free: readonly { seats: number; tables: number }[]
}

/** Counts this service day's floor: who still sits since yesterday was counted then. `now` in milliseconds. */
export function countsOf({ guests, tables, restaurant }: Floor, now: number): Counts {
  let covers = 0
  let waiting = 0
  for (const guest of guests.values()) {
    const { status, partySize } = guest
    if (status === 'seated' && !isOfYesterday(guest, restaurant, now)) covers += partySize
    if (status === 'waiting' || status === 'notified') waiting += 1
  }
  const free = new Map<number, number>()
  for (const { status, capacity } of tables.values()) {
    if (status === 'available') free.set(capacity, (free.get(capacity) ?? 0) + 1)
  }
  const sorted = [...free].sort(([a], [b]) => a - b)
  return { covers, waiting, free: sorted.map(([seats, count]) => ({ seats, tables: count })) }
}
