import type { Reservation } from '../reservations/reservation.ts'

// No reservation is longer than a day: what overlaps a time began on one of its UTC days or on the one before.
const dayMs = 24 * 3_600_000

/**
 * The reservations that a draft has put, by table and the UTC day they begin on: a batch of 500 bookings compares each with
 * those of its table and day, and not with all that came before. What a draft has taken back may still be named, so a
 * reader asks the draft for the reservation as it is now.
 */
export class ChangedPlans {
  readonly #byTable = new Map<string, Map<number, Set<string>>>()

  note({ id, tableIds, startsAt }: Reservation): void {
    const day = dayOf(Date.parse(startsAt))
    for (const tableId of tableIds) {
      const days = this.#byTable.get(tableId) ?? new Map<number, Set<string>>()
      this.#byTable.set(tableId, days.set(day, (days.get(day) ?? new Set()).add(id)))
    }
  }

  /** The ids of all that may plan the table between two times, in epoch milliseconds; either may be infinite. */
  near(tableId: string, { from, until }: { from: number; until: number }): Set<string> {
    const found = new Set<string>()
    const days = this.#byTable.get(tableId)
    if (!days) return found
    const [first, last] = [dayOf(from) - 1, dayOf(until)]
    if (last - first > days.size) {
      for (const [day, ids] of days) if (first <= day && day <= last) for (const id of ids) found.add(id)
    } else {
      for (let day = first; day <= last; day++) for (const id of days.get(day) ?? []) found.add(id)
    }
    return found
  }
}

function dayOf(at: number): number {
  return Math.floor(at / dayMs)
}
