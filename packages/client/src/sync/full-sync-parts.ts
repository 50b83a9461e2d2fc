import type { ServerMessage } from '@qtable/protocol'
import type { FullSync } from '../replica/base.ts'

/**
 * A full sync that comes in parts (SY26). The floor is taken when it is whole: a page that ends in between must not have
 * half a floor with a valid cursor.
 */
export interface FullSyncParts {
  begin(full: FullSync): void
  /** The whole, once its last part is here. A part that does not follow the one before it is ignored. */
  take(part: ServerMessage & { type: 'full_sync_part' }): FullSync | undefined
  clear(): void
}

export function openFullSyncParts(): FullSyncParts {
  let partial: FullSync | undefined
  return {
    begin(full) {
      partial = full
    },
    take({ version, offset, reservations, has_more }) {
      if (partial?.version !== version || partial.reservations.length !== offset) return undefined
      partial = { ...partial, reservations: [...partial.reservations, ...reservations] }
      return has_more ? undefined : partial
    },
    clear() {
      partial = undefined
    },
  }
}
