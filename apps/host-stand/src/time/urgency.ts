import type { Reservation } from '@qtable/domain'

/** How pressing something is: in time, about to be late, late. */
export type Urgency = 'calm' | 'soon' | 'late'

/** The share of a turn after which a table is about to be late. */
const soonShare = 0.9
/** A party that is later than this has probably forgotten. */
const forgottenMinutes = 15

/** How a turn stands after `minutes` of `turnMinutes`. */
export function turnUrgency(minutes: number, turnMinutes: number): Urgency {
  if (minutes > turnMinutes) return 'late'
  return minutes >= turnMinutes * soonShare ? 'soon' : 'calm'
}

/** How a reservation stands whose party has not come; `calm` once it has. `now` in milliseconds, undefined on other days. */
export function reservationUrgency(reservation: Reservation, now: number | undefined): Urgency {
  const late = minutesLate(reservation, now)
  if (late === undefined) return 'calm'
  return late > forgottenMinutes ? 'late' : 'soon'
}

/** By how many minutes a party that has not come is late; undefined while it is not. */
export function minutesLate({ status, startsAt }: Reservation, now: number | undefined): number | undefined {
  if (now === undefined || (status !== 'confirmed' && status !== 'pending')) return undefined
  const late = Math.floor((now - Date.parse(startsAt)) / 60_000)
  return late > 0 ? late : undefined
}
