import {
  type EntityType,
  type LastEdit,
  type ListedType,
  sameEdit,
  type Transaction,
  wasDeletedIn,
} from '@qtable/domain'

// Enough for every undo that a person could still mean.
const limit = 200

/**
 * The last transactions that this device applied. The undo of one shows without asking the server, and an edit that meets
 * another one is told whose.
 */
export interface RecentTransactions {
  get(id: string): Transaction | undefined
  add(transaction: Transaction): void
  /** Who changed any of these fields of an entity last, where that is among them. */
  lastEdit(type: EntityType, id: string, fields: readonly string[]): LastEdit | undefined
  /** Whether the last of them about an entity deleted it. */
  wasDeleted(type: ListedType, id: string): boolean
}

export function openRecentTransactions(): RecentTransactions {
  const known = new Map<string, Transaction>()
  return {
    get: (id) => known.get(id),
    add(transaction) {
      known.set(transaction.id, transaction)
      const [oldest] = known.keys()
      if (known.size > limit && oldest !== undefined) known.delete(oldest)
    },
    lastEdit(type, id, fields) {
      const found = [...known.values()].findLast(({ changes }) =>
        changes.some(({ entity_type, entity_id, data, before }) => {
          if (entity_type !== type || entity_id !== id || !data) return false
          const now = data as unknown as Record<string, unknown>
          const was = (before ?? {}) as unknown as Record<string, unknown>
          return fields.some((field) => !sameEdit(now[field] ?? null, was[field] ?? null))
        }),
      )
      return found && { actor: found.actor, at: found.doneAt }
    },
    wasDeleted: (type, id) => wasDeletedIn([...known.values()])(type, id) ?? false,
  }
}
