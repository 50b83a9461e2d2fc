import type { Transaction } from '@qtable/domain'

// Enough for every undo that a person could still mean.
const limit = 200

/** The last transactions that this device applied. The undo of one shows without asking the server. */
export interface RecentTransactions {
  get(id: string): Transaction | undefined
  add(transaction: Transaction): void
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
  }
}
