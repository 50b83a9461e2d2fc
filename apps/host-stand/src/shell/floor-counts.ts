import { type Floor, obstaclesTo, type Table, turnMinutesFor } from '@qtable/domain'
import { draftOf } from '../floor/stays.ts'
import { isOfYesterday } from '../floor/yesterdays.ts'

/** What the top bar counts. */
export interface Counts {
  covers: number
  waiting: number
  /** Tables that are free for a usual stay from now, by seats, smallest first. */
  free: readonly { seats: number; tables: number }[]
}

/** Counts this service day's floor: who still sits since yesterday was counted then. `now` in milliseconds. */
export function countsOf(floor: Floor, now: number): Counts {
  const { guests, tables, restaurant } = floor
  let covers = 0
  let waiting = 0
  for (const guest of guests.values()) {
    const { status, partySize } = guest
    if (status === 'seated' && !isOfYesterday(guest, restaurant, now)) covers += partySize
    if (status === 'waiting' || status === 'notified') waiting += 1
  }
  const free = new Map<number, number>()
  for (const table of tables.values()) {
    const { capacity } = table
    if (isFreeNow(floor, table, now)) free.set(capacity, (free.get(capacity) ?? 0) + 1)
  }
  const sorted = [...free].sort(([a], [b]) => a - b)
  return { covers, waiting, free: sorted.map(([seats, count]) => ({ seats, tables: count })) }
}

function isFreeNow(floor: Floor, table: Table, now: number): boolean {
  if (table.status !== 'available') return false
  const { capacity: partySize } = table
  const until = now + turnMinutesFor(floor.restaurant, partySize) * 60_000
  return obstaclesTo(draftOf(floor), [table], { kind: 'seating', partySize, from: now, until }, now).length === 0
}
