import { type Change, type Command, entityOf, type Floor, sameEdit } from '@qtable/domain'
import type { Checker } from '../checker.ts'

type Fields = Readonly<Record<string, unknown>>

/** An edit as its author made it: in a form that was opened with what they saw then. */
export interface SentEdit {
  type: 'guest' | 'reservation'
  id: string
  /** What the author changed. */
  fields: Fields
  /** All fields of the form, with the values that it was opened with. */
  seen: Fields
}

/** I35: a committed edit replaced nothing newer than what its author saw, and what they left alone is as it was. */
export function checkEdit(
  checker: Checker,
  { type, id, fields, seen }: SentEdit,
  { floor, changes, what }: { floor: Floor; changes: readonly Change[]; what: () => string },
): void {
  const before = entityOf(floor, type, id) as unknown as Fields | undefined
  const after = changes.find((change) => change.entity_id === id)?.data as unknown as Fields | undefined
  if (!before || !after) return
  for (const [field, opened] of Object.entries(seen)) {
    const [was, is] = [before[field], after[field]]
    const isKept =
      field in fields
        ? field === 'tags'
          ? isMerged({ was, is, seen: opened, wanted: fields[field] })
          : sameEdit(was, opened) || sameEdit(was, fields[field])
        : sameEdit(is, was)
    const told = JSON.stringify({ was, opened, wanted: fields[field], is })
    checker.check('I35', isKept, () => `${what()} sets the ${field} of a ${type} over a newer one: ${told}`)
  }
}

// What others added or removed since stays so, unless the author did the opposite.
function isMerged(lists: { was: unknown; is: unknown; seen: unknown; wanted: unknown }): boolean {
  const { was, is, seen, wanted } = lists as Record<keyof typeof lists, string[]>
  const expected = [
    ...was.filter((word) => wanted.includes(word) || !seen.includes(word)),
    ...wanted.filter((word) => !seen.includes(word) && !was.includes(word)),
  ]
  return [...is].sort().join() === [...new Set(expected)].sort().join()
}

/** Whether a command with `was` meets another edit on this floor, as `edit_conflict` says. */
export function meetsAnother(floor: Floor, { type, payload }: Pick<Command, 'type' | 'payload'>): boolean {
  const { was = {}, guestId, reservationId, ...wanted } = payload as Fields & { was?: Fields }
  const entity =
    guestId === undefined
      ? entityOf(floor, 'reservation', String(reservationId))
      : entityOf(floor, 'guest', String(guestId))
  if (!entity) return false
  // A plan is no seat.
  const isPlan = type.startsWith('reservation.') && type !== 'reservation.update' && 'status' in entity
  const now: Fields = { ...entity, ...(isPlan && entity.status !== 'seated' ? { tableIds: [] } : {}) }
  return Object.entries(was).some(
    ([field, seen]) => field !== 'tags' && !sameEdit(now[field], seen) && !sameEdit(now[field], wanted[field]),
  )
}
