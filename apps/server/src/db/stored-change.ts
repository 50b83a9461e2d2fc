import { isDeepStrictEqual } from 'node:util'
import type { Change, Entity } from '@qtable/domain'

/** A change as the log stores it. Where it is `partial`, `before` has only the fields that differ from `data`. */
export type StoredChange = Omit<Change, 'before'> & { before?: object; partial?: true }

/** What the log stores of a change: of most a third less than the whole. */
export function storedChange(change: Change): StoredChange {
  const { before, data } = change
  if (!before || !data) return change
  const now: Readonly<Record<string, unknown>> = { ...data }
  const was: Record<string, unknown> = {}
  const fields = Object.entries(before)
  if (fields.length !== Object.keys(now).length) return change
  for (const [field, value] of fields) {
    // A field that came or went cannot be told from one that stayed.
    if (value === undefined || now[field] === undefined) return change
    if (value !== now[field] && !isDeepStrictEqual(value, now[field])) was[field] = value
  }
  return { ...change, before: was, partial: true }
}

/** The whole change again. */
export function wholeChange({ partial, ...change }: StoredChange): Change {
  const { data, before } = change
  return { ...change, ...(partial ? { before: { ...data, ...before } as Entity } : {}) } as Change
}
