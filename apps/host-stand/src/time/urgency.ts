import type { Reservation } from '@qtable/domain'

/** How urgent something is: in time, about to be late, or late. */
export type Urgency = 'calm' | 'soon' | 'late'

/** The share of a turn after which a table is about to be late. */
const soonShare = 0.9
/** Beyond these minutes, the party has probably forgotten. */
const forgottenMinutes = 15

/** The urgency of a turn after `minutes` of `turnMinutes`. */
export function turnUrgency(minutes: number, turnMinutes: number): Urgency {
  if (minutes > turnMinutes) return 'late'
  return minutes >= turnMinutes * soonShare ? 'soon' : 'calm'
}

/**
 * The urgency of a reservation whose party has not arrived; `calm` once it has. `now` in milliseconds, undefined on
 * other days.
 */
export function reservationUrgency(reservation: Reservation, now: number | undefined): Urgency {
  const late = minutesLate(reservation, now)
  if (late === undefined) return 'calm'
  return late > forgottenMinutes ? 'late' : 'soon'
}

/** How many minutes an expected party is late; undefined if it is not. */
export function minutesLate({ status, startsAt }: Reservation, now: number | undefined): number | undefined {
  if (now === undefined || (status !== 'confirmed' && status !== 'pending')) return undefined
  const late = Math.floor((now - Date.parse(startsAt)) / 60_000)
  return late > 0 ? late : undefined
}
