import { type Change, completeEntity, type EntityOf, type EntityType } from '@qtable/domain'
import { type StoredChange, wholeChange } from '../db/stored-change.ts'

/** The entity in a row's `data`, with every field that it has today. Every read of a row comes through here. */
export function entityOfRow<T extends EntityType>(type: T, data: object): EntityOf<T> {
  return completeEntity(type, data)
}

/** The change that the log stores, its entities with every field that they have today. Every read of the log comes through here. */
export function changeOfLog(stored: StoredChange): Change {
  const change = wholeChange(stored)
  const { entity_type, data, before } = change
  return {
    ...change,
    ...(data ? { data: completeEntity(entity_type, data) } : {}),
    ...(before ? { before: completeEntity(entity_type, before) } : {}),
  } as Change
}
