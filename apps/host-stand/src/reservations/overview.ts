import { isLiveReservation, type Reservation } from '@qtable/domain'
import { timeOf } from '../time/local-time.ts'
import { reservationUrgency } from '../time/urgency.ts'

/** A half hour and its arrivals. */
export interface Slot {
  /** Its start, in milliseconds. */
  from: number
  covers: number
  parties: number
}

/** Something about a reservation that needs attention. */
export type Concern = 'late' | 'unconfirmed' | 'no_table' | 'clash'

export interface Overview {
  /** From the first half hour with arrivals to the last, including empty ones in between. */
  slots: readonly Slot[]
  /** What needs attention, each reservation once. */
  toSolve: readonly { reservation: Reservation; concerns: readonly Concern[] }[]
  /** What the staff should know beforehand. */
  worthKnowing: readonly Reservation[]
  noShows: number
  cancelled: number
}

const slotMs = 30 * 60_000

export interface OverviewOptions {
  timezone: string
  /** In milliseconds; undefined on other days. */
  now: number | undefined
  /** Whether something speaks against a reservation as it is planned. */
  hasClash: (reservation: Reservation) => boolean
}

/** Summarises a day's reservations before the service. */
export function overviewOf(all: readonly Reservation[], { timezone, now, hasClash }: OverviewOptions): Overview {
  const sorted = [...all].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
  const ahead = sorted.filter((one) => isLiveReservation(one) && one.status !== 'seated')
  return {
    slots: slotsOf(
      sorted.filter(({ status }) => status !== 'cancelled' && status !== 'no_show'),
      timezone,
    ),
    toSolve: ahead
      .map((reservation) => ({
        reservation,
        concerns: [...concernsOf(reservation, now), ...(hasClash(reservation) ? ['clash' as const] : [])],
      }))
      .filter(({ concerns }) => concerns.length > 0),
    worthKnowing: ahead.filter(({ tags, notes }) => tags.length > 0 || notes !== ''),
    noShows: sorted.filter(({ status }) => status === 'no_show').length,
    cancelled: sorted.filter(({ status }) => status === 'cancelled').length,
  }
}

function* concernsOf(reservation: Reservation, now: number | undefined): Iterable<Concern> {
  if (reservationUrgency(reservation, now) === 'late') yield 'late'
  if (reservation.status === 'pending') yield 'unconfirmed'
  if (reservation.tableIds.length === 0) yield 'no_table'
}

function slotsOf(reservations: readonly Reservation[], timezone: string): Slot[] {
  const slots = new Map<number, Slot>()
  for (const { startsAt, partySize } of reservations) {
    const from = slotAt(startsAt, timezone)
    const slot = slots.get(from) ?? { from, covers: 0, parties: 0 }
    slots.set(from, { from, covers: slot.covers + partySize, parties: slot.parties + 1 })
  }
  const starts = [...slots.keys()]
  const [first, last] = [Math.min(...starts), Math.max(...starts)]
  const count = starts.length === 0 ? 0 : Math.round((last - first) / slotMs) + 1
  return Array.from({ length: count }, (_, index) => {
    const from = first + index * slotMs
    return slots.get(from) ?? { from, covers: 0, parties: 0 }
  })
}

// Half hours of local time: some zones are offset by a quarter of an hour.
function slotAt(instant: string, timezone: string): number {
  const minutes = Number(timeOf(instant, timezone).slice(3))
  const whole = Math.floor(Date.parse(instant) / 60_000) * 60_000
  return whole - (minutes % 30) * 60_000
}
