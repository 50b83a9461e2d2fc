import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { definedOf, line, PhoneInput } from '../fields.ts'
import { isLiveGuest } from '../guests/guest.ts'
import { phoneNumber } from '../phone.ts'
import { serviceDayAt } from '../time.ts'
import { Settings, Timezone } from './restaurant.ts'

export const updateRestaurant = defineCommand({
  type: 'restaurant.update',
  summary: 'Change the restaurant and its settings',
  description: 'Of `settings` only those to change.',
  role: 'manager',
  payload: z.strictObject({
    name: line(120).optional(),
    timezone: Timezone.optional(),
    phone: PhoneInput.nullable().optional(),
    settings: Settings.partial()
      .meta({ id: 'UpdateSettings', description: 'Only the settings to change; each is replaced whole' })
      .optional(),
  }),
  example: { timezone: 'Europe/Berlin', settings: { country: 'DE', bussing: true } },
  run(draft, { settings, phone, ...fields }) {
    const merged = { ...draft.restaurant.settings, ...definedOf(settings ?? {}) }
    draft.putRestaurant({
      ...draft.restaurant,
      ...definedOf(fields),
      ...(phone === undefined ? {} : { phone: phoneNumber(phone, merged.country) }),
      settings: merged,
    })
  },
})

/**
 * Takes what ended before this service day off the floor, about `limit` entities at a time. A party and its reservation
 * leave together, because a restore needs both. A reservation of an earlier day without a party leaves in any status.
 */
export const closeServiceDay = defineCommand({
  type: 'serviceDay.close',
  summary: 'Take what ended before this service day off the floor',
  role: 'owner',
  payload: z.strictObject({ limit: z.int().min(1).max(10_000) }),
  example: { limit: 500 },
  run(draft, { limit }, { now }) {
    const { startsAt } = serviceDayAt(now, draft.restaurant)
    let left = limit
    for (const guest of [...draft.guests.all()]) {
      if (left === 0) return
      if (isLiveGuest(guest) || guest.finishedAt === null || guest.finishedAt >= startsAt) continue
      draft.guests.archive(guest.id)
      left -= 1
      if (guest.reservationId !== null && draft.reservations.get(guest.reservationId)) {
        draft.reservations.archive(guest.reservationId)
      }
    }
    for (const reservation of [...draft.reservations.all()]) {
      if (left === 0) return
      if (reservation.startsAt >= startsAt || reservation.guestId !== null) continue
      draft.reservations.archive(reservation.id)
      left -= 1
    }
  },
})
