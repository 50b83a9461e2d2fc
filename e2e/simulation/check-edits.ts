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
    // What an author sets to what they saw is no edit.
    const isEdited = field in fields && !sameEdit(fields[field], opened)
    const isKept = isEdited
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

const ways: readonly (readonly string[])[] = [
  ['waiting', 'notified', 'seated'],
  ['pending', 'confirmed', 'arrived', 'seated'],
]

/**
 * I35: whether a command, done on this floor, passes over a status or a seat that its author had not seen: another one than
 * `was` says, not the one that they wanted, and no step on the way to it.
 */
export function passesOver(
  floor: Floor,
  { type, payload }: Pick<Command, 'type' | 'payload'>,
  changes: readonly Change[],
): boolean {
  const { was, guestId, reservationId, tableId, status, tableIds } = payload as Fields & { was?: Fields }
  if (!was) return false
  if (type === 'table.setStatus' || type === 'table.clear') {
    const table = floor.tables.get(String(tableId))
    const sat = table?.currentGuestId ?? null
    const isFreed = changes.some(({ entity_id, data }) => entity_id === table?.id && data && isFree(data))
    return sat !== null && was.currentGuestId !== undefined && was.currentGuestId !== sat && isFreed
  }
  const entity = floor.guests.get(String(guestId)) ?? floor.reservations.get(String(reservationId))
  const isSeat = type.endsWith('.seat') || type.endsWith('.move')
  if (!entity || !(isSeat || type.endsWith('.setStatus'))) return false
  const wanted = isSeat ? 'seated' : status
  const isStep = ways.some((way) => {
    const at = (one: unknown) => way.indexOf(String(one))
    return at(was.status) >= 0 && at(entity.status) >= 0 && Math.max(at(was.status), at(entity.status)) < at(wanted)
  })
  const isStatusPassed = was.status !== undefined && ![was.status, wanted].includes(entity.status) && !isStep
  const sits = entity.status === 'seated' ? entity.tableIds : []
  const isElsewhere = (tables: unknown) =>
    Array.isArray(tables) && [...tables].sort().join() !== [...sits].sort().join()
  return isStatusPassed || (wanted === 'seated' && isElsewhere(was.tableIds) && isElsewhere(tableIds ?? []))
}

function isFree(data: object): boolean {
  return 'currentGuestId' in data && data.currentGuestId === null
}

/**
 * Whether a command with `was` meets another edit on this floor, as `edit_conflict` says. What has left the floor may: its
 * edits meet in the history.
 */
export function meetsAnother(floor: Floor, { type, payload }: Pick<Command, 'type' | 'payload'>): boolean {
  const { was = {}, guestId, reservationId, ...wanted } = payload as Fields & { was?: Fields }
  const entity =
    guestId === undefined
      ? entityOf(floor, 'reservation', String(reservationId))
      : entityOf(floor, 'guest', String(guestId))
  if (!entity) return true
  // A plan is no seat.
  const isPlan = type.startsWith('reservation.') && type !== 'reservation.update' && 'status' in entity
  const now: Fields = { ...entity, ...(isPlan && entity.status !== 'seated' ? { tableIds: [] } : {}) }
  return Object.entries(was).some(
    ([field, seen]) => field !== 'tags' && !sameEdit(now[field], seen) && !sameEdit(now[field], wanted[field]),
  )
}
