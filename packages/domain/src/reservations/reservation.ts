import { z } from 'zod'
import { EmailInput, PhoneInput, partyDefaults, partyFields } from '../contact.ts'
import { defineEntity, exampleIds, exampleStamps } from '../entity.ts'
import { Id, StoredInstant, stampFields, storedLine, word } from '../fields.ts'
import { seenOf } from '../was.ts'

export const bookedStatuses = ['pending', 'confirmed'] as const
export const liveReservationStatuses = [...bookedStatuses, 'arrived', 'seated'] as const
export const endedReservationStatuses = ['finished', 'cancelled', 'no_show'] as const
export const reservationStatuses = [...liveReservationStatuses, ...endedReservationStatuses] as const
export type LiveReservationStatus = (typeof liveReservationStatuses)[number]
export type ReservationStatus = (typeof reservationStatuses)[number]
export type EndedReservationStatus = (typeof endedReservationStatuses)[number]
/** A reservation status as clients may write it. */
export const ReservationStatusInput = word(
  reservationStatuses,
  { completed: 'finished', canceled: 'cancelled' },
  'ReservationStatus',
)
// The limits of turn times: a booking that says no duration takes the turn time of its party.
export const DurationMinutes = z.int().min(10).max(1440)

export const Reservation = z.strictObject({
  id: Id,
  ...partyFields,
  startsAt: StoredInstant,
  durationMinutes: DurationMinutes,
  status: ReservationStatusInput.out,
  /** The planned tables. The guest's `tableIds` say where the party sits. */
  tableIds: z.array(Id).max(20),
  /** The party, once it has arrived. */
  guestId: Id.nullable(),
  /** How often a party was made of it: the id of the next one follows from this. */
  arrivals: z.int().min(0),
  /** Its status before its party arrived, for when that party is deleted. Null while it has none. */
  arrivedFrom: z.enum(bookedStatuses).meta({ id: 'BookedReservationStatus' }).nullable(),
  /** Where the booking came from: `phone`, `web`, the name of a partner. */
  source: storedLine(40),
  endedReason: storedLine(200).nullable(),
  /** Its status before it ended, for a restore. Null while it is live. */
  endedFrom: z.enum(liveReservationStatuses).meta({ id: 'LiveReservationStatus' }).nullable(),
  ...stampFields,
})
export type Reservation = z.infer<typeof Reservation>

/** What the author of a command saw of a reservation. */
export const SeenReservation = seenOf('SeenReservation', Reservation, {
  phone: PhoneInput,
  email: EmailInput,
  status: ReservationStatusInput,
})

export const reservationEntity = defineEntity({
  type: 'reservation',
  plural: 'reservations',
  description: 'A table promised for a time',
  schema: Reservation,
  defaults: {
    ...partyDefaults,
    tableIds: [],
    guestId: null,
    arrivals: 0,
    arrivedFrom: null,
    source: 'host',
    endedReason: null,
    endedFrom: null,
  },
  example: {
    id: exampleIds.reservation,
    name: 'Alan Turing',
    partySize: 2,
    phone: '+4930654321',
    email: null,
    unverified: [],
    notes: '',
    tags: [],
    startsAt: '2026-05-01T19:30:00Z',
    durationMinutes: 90,
    status: 'confirmed',
    tableIds: [exampleIds.secondTable],
    guestId: null,
    arrivals: 0,
    arrivedFrom: null,
    source: 'phone',
    endedReason: null,
    endedFrom: null,
    ...exampleStamps,
  },
  listedBy: 'startsAt',
  archivedWhen: (reservation: Reservation) => !isLiveReservation(reservation),
})

/** A reservation that has not ended. */
export type LiveReservation = Reservation & { status: LiveReservationStatus }

/** Whether the reservation has not ended. */
export function isLiveReservation(reservation: Reservation): reservation is LiveReservation {
  return !(endedReservationStatuses as readonly string[]).includes(reservation.status)
}

/** Whether it still holds its planned tables: until its party sits or it ends. */
export function holdsPlan(reservation: Reservation): boolean {
  return isLiveReservation(reservation) && reservation.status !== 'seated'
}

/** Whether the planned times overlap. The end of one may be the start of the other. */
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
