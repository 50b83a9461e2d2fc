import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { callablePhone, PhoneInput, readSeen } from '../contact.ts'
import type { Draft } from '../draft.ts'
import { mergeEdit } from '../edits.ts'
import type { Unstamped } from '../entity.ts'
import { definedOf, line } from '../fields.ts'
import { wrongField } from '../problems.ts'
import { dropTakenPlan, notAhead, warnOfLostTables } from '../reservations/planning.ts'
import { holdsPlan, type Reservation } from '../reservations/reservation.ts'
import { sameValue } from '../same-value.ts'
import type { Was } from '../was.ts'
import { isOpenAt } from './opening-hours.ts'
import { type Restaurant, SeenRestaurant, Settings, Timezone } from './restaurant.ts'

/** What becomes of the bookings ahead when the time zone changes. */
export const BookingsChoice = z.enum(['keep_local_time', 'keep_instant']).meta({
  id: 'BookingsAhead',
  description: 'What becomes of the bookings ahead when the time zone changes: 19:00 stays 19:00, or the instant stays',
})

export const updateRestaurant = defineCommand({
  type: 'restaurant.update',
  summary: 'Change the restaurant and its settings',
  description:
    'Of `settings` only those to change. A change of `timezone` with bookings ahead needs `bookings`. Bookings that new hours or closures leave outside are kept, and listed in `warnings`.',
  role: 'manager',
  refusals: ['edit_conflict'],
  payload: z.strictObject({
    name: line(120).optional(),
    timezone: Timezone.optional(),
    phone: PhoneInput.nullable().optional(),
    settings: Settings.partial()
      .meta({ id: 'UpdateSettings', description: 'Only the settings to change; each is replaced whole' })
      .optional(),
    bookings: BookingsChoice.optional(),
    /** As for other updates; of `settings` those that the author saw. */
    was: SeenRestaurant,
  }),
  example: { timezone: 'Europe/Berlin', settings: { country: 'DE', bussing: true } },
  run(draft, { settings, phone, bookings, was, ...fields }, { now, lastEdit }) {
    const before = draft.restaurant
    const lastEditOf = (names: readonly string[]) => lastEdit('restaurant', String(before.id), names)
    const given = mergeEdit<Settings>(before.settings, {
      wanted: definedOf(settings ?? {}),
      was: settingsOf(was),
      lastEdit: () => lastEditOf(['settings']),
    })
    const merged = { ...before.settings, ...given }
    const wanted = {
      ...definedOf(fields),
      ...(phone === undefined ? {} : { phone: callablePhone(phone, merged.country) }),
    }
    const seen = readSeen(was, { now: before, country: before.settings.country })
    const edit = mergeEdit<Restaurant>(before, { wanted, was: seen, lastEdit: lastEditOf })
    const after = { ...before, ...edit, settings: merged }
    draft.putRestaurant(after)
    settleBookings(draft, before, { bookings, now, ahead: bookingsAhead(draft, now) })
  },
})

/** The bookings that a change of the restaurant concerns. One that is late and may still come is ahead too. */
export function bookingsAhead(draft: Draft, now: string): Reservation[] {
  return [...draft.reservations.all()].filter((one) => holdsPlan(one) && notAhead(one.startsAt, now).length === 0)
}

/**
 * Says what becomes of bookings after a change of the restaurant, whether it is made or taken back. A change of the time
 * zone needs `bookings` where there are any.
 */
export function settleBookings(
  draft: Draft,
  before: Unstamped<Restaurant>,
  {
    bookings,
    now,
    ahead,
    unasked = [],
  }: {
    bookings: z.output<typeof BookingsChoice> | undefined
    now: string
    ahead: readonly Reservation[]
    /** Bookings that are as they should be: only new hours may strand them. */
    unasked?: readonly Reservation[]
  },
): void {
  const after = draft.restaurant
  if (after.timezone !== before.timezone && ahead.length > 0) {
    if (bookings === undefined) {
      throw wrongField('bookings', `must be keep_local_time or keep_instant: ${ahead.length} are booked ahead`)
    }
    if (bookings === 'keep_local_time') keepLocalTimes(draft, ahead, { from: before.timezone, to: after.timezone, now })
  }
  warnOfStranded(draft, [...ahead, ...unasked], before)
}

function settingsOf(was: Was): Record<string, unknown> | undefined {
  const settings = was?.settings
  return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : undefined
}

// 19:00 stays 19:00. Two bookings that a change of the clocks pushes together cannot both keep their table.
function keepLocalTimes(
  draft: Draft,
  bookings: readonly Reservation[],
  { from, to, now }: { from: string; to: string; now: string },
) {
  const moved = bookings.map((booking) => {
    const local = Temporal.Instant.from(booking.startsAt).toZonedDateTimeISO(from).toPlainDateTime()
    const startsAt = local.toZonedDateTime(to).toInstant().toString({ smallestUnit: 'second' })
    return draft.reservations.put({ ...booking, startsAt })
  })
  const lost = moved.flatMap((booking) => {
    return dropTakenPlan(draft, booking, { now }) ?? []
  })
  warnOfLostTables(draft, lost)
  // They are kept and warned of, wherever they came to lie.
  for (const { id } of moved) draft.claims.settle(id)
}

/** Warns of the bookings that were within the hours and no longer are. */
function warnOfStranded(draft: Draft, ahead: readonly Reservation[], before: Unstamped<Restaurant>): void {
  const after = draft.restaurant
  const wasUntouched = (['hours', 'closures', 'specialHours', 'serviceDayStartsAt'] as const).every((field) =>
    sameValue(before.settings[field], after.settings[field]),
  )
  if (wasUntouched && before.timezone === after.timezone) return
  const stranded = ahead.filter(({ id, startsAt }) => {
    const now = draft.reservations.must(id)
    return isOpenAt(startsAt, before) && !isOpenAt(now.startsAt, after)
  })
  if (stranded.length === 0) return
  draft.warnings.push({
    code: 'outside_hours',
    detail: `${stranded.length} bookings lie outside the hours now`,
    current: {
      reservations: stranded.slice(0, 500).map(({ id, name, partySize }) => {
        const { startsAt } = draft.reservations.must(id)
        return { reservationId: id, name, startsAt, partySize }
      }),
    },
  })
}
