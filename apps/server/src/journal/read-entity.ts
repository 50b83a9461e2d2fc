import type { Change, EntityOf, EntityType } from '@qtable/domain'
import { type StoredChange, wholeChange } from '../db/stored-change.ts'

/** The entity that a row's `data` is: every read of rows comes through here. */
export function entityOfRow<T extends EntityType>(_type: T, data: unknown): EntityOf<T> {
  return data as EntityOf<T>
}

/** The change that the log stores: every read of the log comes through here. */
export function changeOfLog(stored: StoredChange): Change {
  return wholeChange(stored)
}
