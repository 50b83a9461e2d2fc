import type { Floor, Guest, Obstacle, Reservation } from '@qtable/domain'
import { useFloorPart } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { clashesOfBooking, clashesOfParty } from './stays.ts'

/** What speaks against a party or a reservation as it is now. Renders again only when that changes. */
export function useClashes(about: Guest | Reservation): readonly Obstacle[] {
  const minute = Math.floor(useNow() / 60_000) * 60_000
  // An obstacle is a new object each time; its text tells whether it is another one.
  const text = useFloorPart((floor) => JSON.stringify(clashesIn(floor, about, minute)))
  return JSON.parse(text)
}

function clashesIn(floor: Floor, about: Guest | Reservation, now: number): readonly Obstacle[] {
  if ('joinedAt' in about && about.status === 'seated') return clashesOfParty(floor, about, now)
  // One of a day that is over is in the history, and nothing is left to solve.
  const reservation = floor.reservations.get('joinedAt' in about ? (about.reservationId ?? '') : about.id)
  return reservation ? clashesOfBooking(floor, reservation, now) : []
}
