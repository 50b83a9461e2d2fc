import { z } from 'zod'
import { EmailInput, PhoneInput, partyDefaults, partyFields } from '../contact.ts'
import { defineEntity, exampleIds, exampleStamps, type Unstamped } from '../entity.ts'
import { decimal, Id, StoredInstant, stampFields, storedLine, tableIds, word } from '../fields.ts'
import { seenOf } from '../was.ts'

export const liveGuestStatuses = ['waiting', 'notified', 'seated'] as const
export const endedGuestStatuses = ['finished', 'cancelled', 'no_show', 'left'] as const
export const guestStatuses = [...liveGuestStatuses, ...endedGuestStatuses] as const
export type LiveGuestStatus = (typeof liveGuestStatuses)[number]
export type EndedGuestStatus = (typeof endedGuestStatuses)[number]
export type GuestStatus = LiveGuestStatus | EndedGuestStatus
/** Whether a party with this status has gone. */
export function isEndedGuestStatus(status: string | undefined): status is EndedGuestStatus {
  return (endedGuestStatuses as readonly (string | undefined)[]).includes(status)
}

/** A guest status as clients may write it. */
export const GuestStatusInput = word(
  guestStatuses,
  { waitlist: 'waiting', completed: 'finished', canceled: 'cancelled' },
  'GuestStatus',
)

export const courses = ['ordered', 'mains', 'dessert', 'check', 'paid'] as const
export const CourseInput = word(courses, {}, 'Course')
export const QuotedMinutes = decimal(0, 1440).int()

/** What a party was before it ended, for a restore. */
const GuestBeforeEnd = z
  .strictObject({
    status: z.enum(liveGuestStatuses).meta({ id: 'LiveGuestStatus' }),
    tableIds: z.array(Id),
    course: CourseInput.out.nullable(),
  })
  .meta({ id: 'GuestBeforeEnd', description: 'What a party was before it ended, for a restore' })

/** One party, at a table or in line. */
export const Guest = z.strictObject({
  id: Id,
  ...partyFields,
  status: GuestStatusInput.out,
  /** The first of `tableIds`, or null. */
  tableId: Id.nullable(),
  tableIds: z.array(Id).max(20),
  course: CourseInput.out.nullable(),
  reservationId: Id.nullable(),
  /** What devices that marked its arrival apart call it: commands and paths that name one of these mean this party. */
  otherIds: z.array(Id).max(20),
  quotedMinutes: QuotedMinutes.nullable(),
  joinedAt: StoredInstant,
  notifiedAt: StoredInstant.nullable(),
  seatedAt: StoredInstant.nullable(),
  finishedAt: StoredInstant.nullable(),
  endedReason: storedLine(200).nullable(),
  /** Null while the party is live. */
  endedFrom: GuestBeforeEnd.nullable(),
  ...stampFields,
})
export type Guest = z.infer<typeof Guest>

/** What the author of a command saw of a party. */
export const SeenGuest = seenOf('SeenGuest', Guest, {
  phone: PhoneInput,
  email: EmailInput,
  status: GuestStatusInput,
  course: CourseInput,
})

export const guestEntity = defineEntity({
  type: 'guest',
  plural: 'guests',
  description: 'One party, on the floor or in line',
  schema: Guest,
  defaults: {
    ...partyDefaults,
    name: 'Walk-in',
    status: 'waiting',
    tableId: null,
    tableIds: [],
    course: null,
    reservationId: null,
    otherIds: [],
    quotedMinutes: null,
    notifiedAt: null,
    seatedAt: null,
    finishedAt: null,
    endedReason: null,
    endedFrom: null,
  },
  example: {
    id: exampleIds.guest,
    name: 'Ada Lovelace',
    partySize: 4,
    phone: '+4930123456',
    email: 'ada@example.com',
    unverified: [],
    notes: 'By the window, please',
    tags: ['birthday'],
    status: 'seated',
    tableId: exampleIds.table,
    tableIds: [exampleIds.table],
    course: null,
    reservationId: null,
    otherIds: [],
    quotedMinutes: 10,
    joinedAt: '2026-05-01T17:58:04Z',
    notifiedAt: '2026-05-01T18:04:12Z',
    seatedAt: '2026-05-01T18:05:41Z',
    finishedAt: null,
    endedReason: null,
    endedFrom: null,
    ...exampleStamps,
  },
  listedBy: 'joinedAt',
  archivedWhen: (guest: Guest) => !isLiveGuest(guest),
})

/** A new party, for a walk-in and an arrival alike: `given` over the defaults. */
export function newGuest(given: Pick<Guest, 'id' | 'partySize' | 'joinedAt'> & Partial<Guest>): Unstamped<Guest> {
  return { ...guestEntity.defaults, ...given }
}

/** A party in line or at a table. */
export type LiveGuest = Guest & { status: LiveGuestStatus }

/** Whether the party is in line or at a table. */
export function isLiveGuest(guest: Guest): guest is LiveGuest {
  return guest.status === 'waiting' || guest.status === 'notified' || guest.status === 'seated'
}

/** When the last of what a party went through was done: it joined, was notified, sat down, ended. */
export function lastStepOf({ joinedAt, notifiedAt, seatedAt, finishedAt }: Guest): string {
  return [notifiedAt, seatedAt, finishedAt].reduce<string>(
    (last, at) => (at !== null && at > last ? at : last),
    joinedAt,
  )
}

/** What a seat or a move of a party says. */
export const SeatInput = z.strictObject({
  guestId: Id,
  tableIds: tableIds(1),
  /** `tableIds` as the author saw them: another host may have seated the party meanwhile. */
  was: SeenGuest,
  force: z.boolean().optional(),
})
