import { type Floor, type Guest, isLiveReservation, type Obstacle, type Reservation } from '@qtable/domain'
import { clashesOfBooking } from '../floor/stays.ts'
import { leftFromYesterday } from '../floor/yesterdays.ts'
import { nextOf } from '../reservations/next-list.ts'
import { reservationUrgency } from '../time/urgency.ts'

/** A booking that cannot stay as it is planned. */
export interface Stranded {
  reservation: Reservation
  /** What speaks against it; empty for one that has no table. */
  clashes: readonly Obstacle[]
}

/** What somebody has to see to before it goes wrong. Nothing is in it twice. */
export interface Matters {
  /** Parties that nobody cleared when their day was over. */
  yesterdays: readonly Guest[]
  /** Bookings nobody came for, later than a host waits. */
  late: readonly Reservation[]
  /** Bookings outside the hours, at a table that is gone, taken, blocked or too small, or soon and without a table. */
  stranded: readonly Stranded[]
}

/** How long before its time a booking needs a table. */
const soonMs = 60 * 60_000

/** What is to be seen to on the floor at `now` (ms). */
export function mattersOf(floor: Floor, now: number): Matters {
  let last: Matters | undefined
  for (last of mattersInSteps(floor, now));
  return last ?? { yesterdays: [], late: [], stranded: [] }
}

/** Few enough for a frame on a slow tablet: each booking takes about a tenth of a millisecond. */
const bookingsPerStep = 30

/** The same in steps of a few bookings, the last of which has them all: 350 would hold up a drag. */
export function* mattersInSteps(floor: Floor, now: number): Generator<Matters, void> {
  const late = nextOf(floor, new Date(now).toISOString()).filter((one) => reservationUrgency(one, now) === 'late')
  const isLate = new Set(late)
  const ahead = [...floor.reservations.values()]
    .filter((one) => isLiveReservation(one) && one.status !== 'seated' && !isLate.has(one))
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
  const found: Matters & { stranded: Stranded[] } = { yesterdays: leftFromYesterday(floor, now), late, stranded: [] }
  for (const [index, reservation] of ahead.entries()) {
    if (index > 0 && index % bookingsPerStep === 0) yield found
    const clashes = clashesOfBooking(floor, reservation, now)
    if (clashes.length > 0 || needsTable(floor, reservation, now)) found.stranded.push({ reservation, clashes })
  }
  yield found
}

/** How many they are. */
export function countOf({ yesterdays, late, stranded }: Matters): number {
  return yesterdays.length + late.length + stranded.length
}

// Long before, a booking without a table is a plan that is still to be made. One that has arrived stands first in line.
function needsTable({ tables }: Floor, { tableIds, startsAt, status }: Reservation, now: number): boolean {
  if (status === 'arrived') return false
  return !tableIds.some((id) => tables.has(id)) && Date.parse(startsAt) - now <= soonMs
}
