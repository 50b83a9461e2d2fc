import { type Change, completeEntity, type EntityOf, type EntityType } from '@qtable/domain'
import { type StoredChange, wholeChange } from '../db/stored-change.ts'

/** The entity in a row's `data`, completed with defaults for later fields. Every read of a row uses this. */
export function entityOfRow<T extends EntityType>(type: T, data: object): EntityOf<T> {
  return completeEntity(type, data)
}

/** A change of the log, its entities completed with defaults for later fields. Every read of the log uses this. */
export function changeOfLog(stored: StoredChange): Change {
  const change = wholeChange(stored)
  const { entity_type, data, before } = change
  return {
    ...change,
    ...(data ? { data: completeEntity(entity_type, data) } : {}),
    ...(before ? { before: completeEntity(entity_type, before) } : {}),
  } as Change
}
