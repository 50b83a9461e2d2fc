import type { Context } from './command.ts'
import type { Draft } from './draft.ts'
import type { EntityOf, ListedType } from './entities.ts'
import type { Transaction } from './floor.ts'

/**
 * The entity that a command deletes; undefined where it is deleted already, because the same deed twice is one deed.
 * `not_found` where there never was one.
 */
export function stillToDelete<T extends ListedType>(
  draft: Draft,
  { type, id }: { type: T; id: string },
  { wasDeleted }: Pick<Context, 'wasDeleted'>,
): EntityOf<T> | undefined {
  const entities = draft.of(type)
  if (!entities.get(id) && (entities.isRemoved(id) || wasDeleted(type, id))) return undefined
  return entities.must(id)
}

/** Whether the last transaction of an entity deleted it, read from a log; undefined where the log has none of it. */
export function wasDeletedIn(log: readonly Transaction[]) {
  return (type: ListedType, id: string): boolean | undefined => {
    for (const { changes } of log.toReversed()) {
      const change = changes.find((one) => one.entity_type === type && isOf(one, id))
      if (change) return change.action === 'delete' && !change.archived
    }
    return undefined
  }
}

// A party may be known by other ids too.
function isOf({ entity_id, before }: Transaction['changes'][number], id: string): boolean {
  return entity_id === id || (before !== undefined && 'otherIds' in before && before.otherIds.includes(id))
}
