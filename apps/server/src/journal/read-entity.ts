import { type Change, completeEntity, type EntityOf, type EntityType, entities } from '@qtable/domain'
import { type StoredChange, wholeChange } from '../db/stored-change.ts'

/** The entity in a row's `data`, completed with defaults for later fields. Every read of a row uses this. */
export function entityOfRow<T extends EntityType>(type: T, data: object): EntityOf<T> {
  return completeEntity(type, data)
}

/**
 * The changes of a logged transaction, their entities completed with defaults for later fields. Every read of the log uses
 * this. A kind of entity that a newer version added is left out: this version cannot show it.
 */
export function changesOfLog(stored: readonly StoredChange[]): Change[] {
  return stored
    .filter(({ entity_type }) => Object.hasOwn(entities, entity_type))
    .map(wholeChange)
    .map(completeChange)
}

/** A change as another node or the log has it, its entities completed with defaults for later fields. */
export function completeChange(change: Change): Change {
  const { entity_type, data, before } = change
  return {
    ...change,
    ...(data ? { data: completeEntity(entity_type, data) } : {}),
    ...(before ? { before: completeEntity(entity_type, before) } : {}),
  } as Change
}
