import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { wholeSecond } from '../fields.ts'
import { endParty } from '../guests/ending.ts'
import { isLiveGuest, type LiveGuest } from '../guests/guest.ts'
import { isLiveReservation, type LiveReservation, type Reservation } from '../reservations/reservation.ts'
import { serviceDayAt } from '../time.ts'
import { isShiftOfYesterdayOpen } from './opening-hours.ts'

/** Why something that nobody settled has ended. */
const dayClosed = 'day closed'

/**
 * Ends the service days before this one, about `limit` entities at a time; run again until nothing changes. First it
 * settles what nobody settled: a confirmed booking that never came is `no_show`, a pending one `cancelled`, a party in
 * line has `left`. While the last shift of the day before is open, that day is not settled. Once all is settled, what has
 * ended leaves the floor. A party and its reservation leave together, because a restore needs both. Who sits, stays.
 */
export const closeServiceDay = defineCommand({
  type: 'serviceDay.close',
  summary: 'Settle what was left open before this service day, and take what has ended off the floor',
  role: 'owner',
  payload: z.strictObject({ limit: z.int().min(1).max(10_000) }),
  example: { limit: 500 },
  run(draft, { limit }, { now }) {
    const { startsAt } = serviceDayAt(now, draft.restaurant)
    const isOpen = isShiftOfYesterdayOpen(now, draft.restaurant)
    const unsettled = unsettledBefore(draft, isOpen ? dayBefore(draft, startsAt) : startsAt)
    if (unsettled.length > 0) {
      for (const settle of unsettled.slice(0, limit)) settle()
    } else archiveBefore(draft, startsAt, limit)
  },
})

function dayBefore({ restaurant }: Draft, startsAt: string): string {
  return serviceDayAt(wholeSecond(Date.parse(startsAt) - 1000), restaurant).startsAt
}

function unsettledBefore(draft: Draft, startsAt: string): (() => void)[] {
  const lastSecond = wholeSecond(Date.parse(startsAt) - 1000)
  const inLine = [...draft.guests.all()].filter(
    (guest): guest is LiveGuest => isLiveGuest(guest) && guest.status !== 'seated' && guest.joinedAt < startsAt,
  )
  const neverCame = [...draft.reservations.all()].filter(
    (one): one is LiveReservation => isLiveReservation(one) && one.guestId === null && one.startsAt < startsAt,
  )
  return [
    ...inLine.map((guest) => () => {
      // Of its day, also where it was notified in the minutes after.
      const ending = { status: 'left' as const, reason: dayClosed, doneAt: lastSecond, since: guest.joinedAt }
      endParty(draft, guest, ending)
    }),
    ...neverCame.map((booking) => () => {
      const status = booking.status === 'pending' ? 'cancelled' : 'no_show'
      draft.reservations.put({ ...booking, status, endedReason: dayClosed, endedFrom: booking.status })
    }),
  ]
}

function archiveBefore(draft: Draft, startsAt: string, limit: number): void {
  let left = limit
  for (const guest of [...draft.guests.all()]) {
    if (left === 0) return
    if (isLiveGuest(guest) || guest.finishedAt === null || guest.finishedAt >= startsAt) continue
    draft.guests.archive(guest.id)
    left -= 1
    const reservation = draft.reservations.get(guest.reservationId ?? '')
    if (reservation && !draft.reservations.isPast(reservation.id)) draft.reservations.archive(reservation.id)
  }
  for (const reservation of [...draft.reservations.all()]) {
    if (left === 0) return
    if (reservation.startsAt >= startsAt || !mayLeave(draft, reservation)) continue
    draft.reservations.archive(reservation.id)
    left -= 1
  }
}

// One whose party is on the floor leaves with it.
function mayLeave(draft: Draft, reservation: Reservation): boolean {
  return !isLiveReservation(reservation) && !draft.guests.get(reservation.guestId ?? '')
}
