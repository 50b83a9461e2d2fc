import { type PayloadOf, type Reservation, type Restaurant, turnMinutesFor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { instantAt, timeOf } from '../time/local-time.ts'

/** The form values of a booking. */
export interface Booking {
  partySize: number | undefined
  date: string
  /** `19:30`; empty while none is chosen. */
  time: string
  /** Undefined for the usual duration of the party's size. */
  durationMinutes: number | undefined
  name: string
  phone: string
  email: string
  notes: string
  tags: readonly string[]
  tableIds: readonly string[]
  source: string
}

/** An empty booking for a day. */
export function newBooking(date: string, given: Partial<Booking> = {}): Booking {
  return {
    partySize: undefined,
    date,
    time: '',
    durationMinutes: undefined,
    name: '',
    phone: '',
    email: '',
    notes: '',
    tags: [],
    tableIds: [],
    source: 'phone',
    ...given,
  }
}

/** The form values of a reservation. `date` is its service day. */
export function bookingOf(reservation: Reservation, date: string, restaurant: Restaurant): Booking {
  const usual = turnMinutesFor(restaurant, reservation.partySize)
  return {
    partySize: reservation.partySize,
    date,
    time: timeOf(reservation.startsAt, restaurant.timezone),
    durationMinutes: reservation.durationMinutes === usual ? undefined : reservation.durationMinutes,
    name: reservation.name,
    phone: reservation.phone ?? '',
    email: reservation.email ?? '',
    notes: reservation.notes,
    tags: reservation.tags,
    tableIds: reservation.tableIds,
    source: reservation.source,
  }
}

/** The time span of a booking; undefined while it is unknown. */
export function timesOfBooking(
  booking: Booking,
  restaurant: Restaurant,
): { startsAt: string; durationMinutes: number } | undefined {
  const { partySize, date, time, durationMinutes } = booking
  if (partySize === undefined || !/^\d{2}:\d{2}$/.test(time) || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined
  return {
    startsAt: instantAt(date, time, restaurant),
    durationMinutes: durationMinutes ?? turnMinutesFor(restaurant, partySize),
  }
}

/** What is still missing, in words; undefined if it can be booked. `today` is the current service day. */
export function missingIn(booking: Booking, today: string): string | undefined {
  const say = words.reservations.form
  if (booking.partySize === undefined) return say.needSize
  if (booking.time === '' || booking.date === '') return say.needTime
  if (booking.date < today) return say.isOver
  return booking.name.trim() === '' ? say.needName : undefined
}

/** The payload of `reservation.create`. */
export function bookingPayload(booking: Booking, restaurant: Restaurant): PayloadOf<'reservation.create'> {
  return {
    name: booking.name.trim(),
    partySize: booking.partySize,
    ...timesOfBooking(booking, restaurant),
    phone: booking.phone.trim() || null,
    email: booking.email.trim() || null,
    notes: booking.notes.trim(),
    tags: booking.tags,
    tableIds: booking.tableIds,
    source: booking.source,
  } as PayloadOf<'reservation.create'>
}

/**
 * The changed fields of a booking for `reservation.update`; undefined if none. Only these are sent, so that another
 * person's change of other fields stays.
 */
export function bookingChanges(
  first: Booking,
  booking: Booking,
  restaurant: Restaurant,
): Partial<PayloadOf<'reservation.create'>> | undefined {
  const before = new Map(Object.entries(bookingPayload(first, restaurant)))
  const changed = Object.entries(bookingPayload(booking, restaurant)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before.get(field)),
  )
  return changed.length === 0 ? undefined : Object.fromEntries(changed)
}
