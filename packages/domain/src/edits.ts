import { maxTags } from './fields.ts'
import type { Actor } from './floor.ts'
import { Problem } from './problems.ts'
import { sameValue } from './same-value.ts'
import type { Was } from './was.ts'

/** Who changed something last, and when. */
export interface LastEdit {
  actor: Actor
  at: string
}

interface Edit<E extends object> {
  /** What the author wants: fields of the entity. */
  wanted: Partial<E>
  /** What the author saw; without it the last edit wins. */
  was: Was
  /** Who changed any of these fields last. */
  lastEdit: (fields: readonly string[]) => LastEdit | undefined
}

/**
 * The fields to set where edits meet. A field that still has the value its author saw, or has the new one already, is
 * set. Lists of words (`tags`) are merged as long as all fit. Anything else is `edit_conflict` with the values there are now.
 */
export function mergeEdit<E extends object>(entity: E, { wanted, was, lastEdit }: Edit<E>): Partial<E> {
  if (!was) return wanted
  const merged: Record<string, unknown> = { ...wanted }
  const conflicts: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(was, field)) continue
    const now: unknown = entity[field as keyof E]
    const seen = was[field]
    if (isAsSeen(field, now, seen) || sameEdit(now, value)) continue
    const words =
      field === 'tags' ? mergeWords(now as string[], { seen: seen as string[], wanted: value as string[] }) : undefined
    // More words than fit are for their authors to choose from.
    if (words && words.length <= maxTags) merged[field] = words
    else conflicts[field] = now
  }
  const names = Object.keys(conflicts)
  if (names.length > 0) throw editConflict(conflicts, lastEdit(names))
  return merged as Partial<E>
}

/** The refusal of an edit: `fields` are the values there are now. */
export function editConflict(fields: Readonly<Record<string, unknown>>, last: LastEdit | undefined): Problem {
  const names = Object.keys(fields).join(', ')
  const by = last ? ` by ${last.actor.name}` : ''
  return new Problem('edit_conflict', `Changed meanwhile${by}: ${names}`, {
    current: { fields, ...(last ? { actor: last.actor, at: last.at } : {}) },
  })
}

// The order of tables is how they are listed, and nothing that another author decided.
function isAsSeen(field: string, now: unknown, seen: unknown): boolean {
  if (field !== 'tableIds' || !Array.isArray(now) || !Array.isArray(seen)) return sameEdit(now, seen)
  return now.length === seen.length && now.every((id) => seen.includes(id))
}

// What was added is added, what was removed is removed.
function mergeWords(now: readonly string[], { seen, wanted }: { seen: readonly string[]; wanted: readonly string[] }) {
  const removed = new Set(seen.filter((word) => !wanted.includes(word)))
  const added = wanted.filter((word) => !seen.includes(word))
  return [...new Set([...now.filter((word) => !removed.has(word)), ...added])]
}

/** Whether two values of a field are the same to an edit: an instant that a client saw may have a fraction of a second. */
export function sameEdit(now: unknown, seen: unknown): boolean {
  if (sameValue(now, seen)) return true
  if (typeof now !== 'string' || typeof seen !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(now)) return false
  return Math.floor(Date.parse(now) / 1000) === Math.floor(Date.parse(seen) / 1000)
}
