import type { Transaction } from '@qtable/domain'

/** How many of the last transactions can be taken back before the server has answered. */
const mostRecalls = 200

/** The transactions that were applied here lately, for an undo to be shown at once. */
export interface Recalls {
  get(id: string): Transaction | undefined
  add(transaction: Transaction): void
}

export function recallsOf(): Recalls {
  const known = new Map<string, Transaction>()
  return {
    get: (id) => known.get(id),
    add(transaction) {
      known.set(transaction.id, transaction)
      const [oldest] = known.keys()
      if (known.size > mostRecalls && oldest !== undefined) known.delete(oldest)
    },
  }
}
