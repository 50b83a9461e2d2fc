import { z } from 'zod'
import { Email, Id, line, PartySize, Phone, prose, StoredInstant, word } from '../fields.ts'

export const liveReservationStatuses = ['pending', 'confirmed', 'arrived', 'seated'] as const
export const endedReservationStatuses = ['finished', 'cancelled', 'no_show'] as const
export const reservationStatuses = [...liveReservationStatuses, ...endedReservationStatuses] as const
export type LiveReservationStatus = (typeof liveReservationStatuses)[number]
export type ReservationStatus = (typeof reservationStatuses)[number]
export type EndedReservationStatus = (typeof endedReservationStatuses)[number]
/** A reservation status as clients may write it. */
export const ReservationStatusInput = word(reservationStatuses, { completed: 'finished', canceled: 'cancelled' })
export const DurationMinutes = z.int().min(15).max(1440)

export const Reservation = z.strictObject({
  id: Id,
  name: line(120),
  partySize: PartySize,
  phone: Phone.nullable(),
  email: Email.nullable(),
  notes: prose(2000),
  tags: z.array(line(40)).max(20),
  startsAt: StoredInstant,
  durationMinutes: DurationMinutes,
  status: z.enum(reservationStatuses),
  /** The planned tables; where the party really sits is the guest's `tableIds`. */
  tableIds: z.array(Id).max(20),
  /** The party, once it has arrived. */
  guestId: Id.nullable(),
  /** Where the booking came from: `phone`, `web`, the name of a partner. */
  source: line(40),
  /** What it was before it ended, null while it is live: what a restore gives back. */
  endedFrom: z.enum(liveReservationStatuses).nullable(),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
  version: z.int().min(0),
})
export type Reservation = z.infer<typeof Reservation>

export type LiveReservation = Reservation & { status: LiveReservationStatus }

/** Whether the reservation has not ended yet. */
export function isLiveReservation(reservation: Reservation): reservation is LiveReservation {
  return !(endedReservationStatuses as readonly string[]).includes(reservation.status)
}

/** Whether its tables still wait for it: until its party sits, or it ends. */
export function holdsPlan(reservation: Reservation): boolean {
  return isLiveReservation(reservation) && reservation.status !== 'seated'
}

/** Whether two reservations want a table at one time; the end of one may be the start of the next. */
export function overlaps(a: Reservation, b: Reservation): boolean {
  return startOf(a) < endOf(b) && startOf(b) < endOf(a)
}

/** When the planned time begins, in epoch milliseconds. */
export function startOf(reservation: Reservation): number {
  return Date.parse(reservation.startsAt)
}

/** The first instant after the planned time, in epoch milliseconds. */
export function endOf(reservation: Reservation): number {
  return startOf(reservation) + reservation.durationMinutes * 60_000
}
