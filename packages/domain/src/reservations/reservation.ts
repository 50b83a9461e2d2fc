import { z } from 'zod'
import { defineEntity, exampleIds, exampleStamps } from '../entity.ts'
import { Email, Id, line, PartySize, Phone, prose, StoredInstant, stampFields, word } from '../fields.ts'

export const liveReservationStatuses = ['pending', 'confirmed', 'arrived', 'seated'] as const
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
  status: ReservationStatusInput.out,
  /** The planned tables. The guest's `tableIds` say where the party sits. */
  tableIds: z.array(Id).max(20),
  /** The party, once it has arrived. */
  guestId: Id.nullable(),
  /** Where the booking came from: `phone`, `web`, the name of a partner. */
  source: line(40),
  /** Its status before it ended, for a restore. Null while it is live. */
  endedFrom: z.enum(liveReservationStatuses).meta({ id: 'LiveReservationStatus' }).nullable(),
  ...stampFields,
})
export type Reservation = z.infer<typeof Reservation>

export const reservationEntity = defineEntity({
  type: 'reservation',
  plural: 'reservations',
  description: 'A table promised for a time',
  schema: Reservation,
  defaults: {
    phone: null,
    email: null,
    notes: '',
    tags: [],
    tableIds: [],
    guestId: null,
    source: 'host',
    endedFrom: null,
  },
  example: {
    id: exampleIds.reservation,
    name: 'Alan Turing',
    partySize: 2,
    phone: '+4930654321',
    email: null,
    notes: '',
    tags: [],
    startsAt: '2026-05-01T19:30:00.000Z',
    durationMinutes: 90,
    status: 'confirmed',
    tableIds: [exampleIds.secondTable],
    guestId: null,
    source: 'phone',
    endedFrom: null,
    ...exampleStamps,
  },
  listedBy: 'startsAt',
  // A booking of an earlier day leaves the floor with whatever status it has.
  archivedWhen: () => true,
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
