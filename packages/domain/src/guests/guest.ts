import { z } from 'zod'
import { decimal, Email, Id, line, PartySize, Phone, prose, StoredInstant, word } from '../fields.ts'

export const liveGuestStatuses = ['waiting', 'notified', 'seated'] as const
export const endedGuestStatuses = ['finished', 'cancelled', 'no_show', 'left'] as const
export const guestStatuses = [...liveGuestStatuses, ...endedGuestStatuses] as const
export type LiveGuestStatus = (typeof liveGuestStatuses)[number]
export type EndedGuestStatus = (typeof endedGuestStatuses)[number]
export type GuestStatus = LiveGuestStatus | EndedGuestStatus
/** A guest status as clients may write it. */
export const GuestStatusInput = word(guestStatuses, {
  waitlist: 'waiting',
  completed: 'finished',
  canceled: 'cancelled',
})

export const courses = ['ordered', 'mains', 'dessert', 'check', 'paid'] as const
export const CourseInput = word(courses)
export const QuotedMinutes = decimal(0, 1440).int()

/** What a party was before it ended: what a restore gives back. */
const GuestBefore = z.strictObject({
  status: z.enum(liveGuestStatuses),
  tableIds: z.array(Id),
  course: z.enum(courses).nullable(),
})

/** One party, on the floor or in line. */
export const Guest = z.strictObject({
  id: Id,
  name: line(120),
  partySize: PartySize,
  phone: Phone.nullable(),
  email: Email.nullable(),
  notes: prose(2000),
  tags: z.array(line(40)).max(20),
  status: z.enum(guestStatuses),
  /** The first of `tableIds`, or null. */
  tableId: Id.nullable(),
  tableIds: z.array(Id).max(20),
  course: z.enum(courses).nullable(),
  reservationId: Id.nullable(),
  quotedMinutes: QuotedMinutes.nullable(),
  joinedAt: StoredInstant,
  notifiedAt: StoredInstant.nullable(),
  seatedAt: StoredInstant.nullable(),
  finishedAt: StoredInstant.nullable(),
  endedReason: line(200).nullable(),
  /** Null while the party is live. */
  endedFrom: GuestBefore.nullable(),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
  version: z.int().min(0),
})
export type Guest = z.infer<typeof Guest>

/** A party that is still in line or at a table. */
export type LiveGuest = Guest & { status: LiveGuestStatus }

/** Whether the party is still in line or at a table. */
export function isLiveGuest(guest: Guest): guest is LiveGuest {
  return guest.status === 'waiting' || guest.status === 'notified' || guest.status === 'seated'
}
