import { partyOf } from '../contact.ts'
import type { Draft } from '../draft.ts'
import { Problem } from '../problems.ts'
import type { Reservation } from '../reservations/reservation.ts'
import { sameValue } from '../same-value.ts'
import type { Guest } from './guest.ts'

/**
 * Stores a changed party. From arrival to its end a party and its reservation are one thing: name, size, contacts, notes
 * and tags change in both.
 */
export function putParty(draft: Draft, guest: Guest): Guest {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (reservation) draft.reservations.put({ ...reservation, ...partyOf(guest) })
  return draft.guests.put(guest)
}

const afterwords: ReadonlySet<string> = new Set(['notes', 'tags'])

/** Refuses an edit of something that has ended, but for its notes and tags. */
export function mustBeAfterwords<E extends Guest | Reservation>(entity: E, edit: Partial<E>): void {
  const [field] =
    Object.entries(edit).find(([name, value]) => !afterwords.has(name) && !sameValue(value, entity[name as keyof E])) ??
    []
  if (field === undefined) return
  throw new Problem('invalid_transition', `${entity.name} is ${entity.status}: only notes and tags can change`, {
    current: { field, status: entity.status },
  })
}

const correctableMs = 7 * 86_400_000

/** Whether what has left the floor can still be corrected or brought back; `now` in epoch milliseconds. */
export function isCorrectable(entity: Guest | Reservation, now: number): boolean {
  return now - Date.parse(endOfStay(entity)) <= correctableMs
}

function endOfStay(entity: Guest | Reservation): string {
  return 'finishedAt' in entity ? (entity.finishedAt ?? entity.updatedAt) : entity.startsAt
}

/** Refuses to bring back what left the floor more than a week ago. */
export function mustBeRecent(entity: Guest | Reservation, now: string): void {
  if (isCorrectable(entity, Date.parse(now))) return
  const endedAt = endOfStay(entity)
  throw new Problem('invalid_transition', `${entity.name} ended more than seven days ago`, {
    current: { status: entity.status, endedAt },
  })
}
