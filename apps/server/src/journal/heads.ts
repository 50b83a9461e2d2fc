import { Problem } from '@qtable/domain'
import type { Head } from './head.ts'
import type { Journal } from './journal.ts'

/** Reads heads from the database. */
export interface Heads {
  /** The head at the call or later; undefined where the restaurant does not exist. */
  of(restaurantId: number): Promise<Head | undefined>
}

interface Request {
  answer: Promise<Head | undefined>
  resolve(head: Head | undefined): void
  reject(error: unknown): void
}

// A list of this length takes the database a millisecond.
const atOnce = 500

/**
 * Batches concurrent calls: one query at a time. A call during a query waits for the next one, because the result of this
 * one may be older than the call. Rejects with `unavailable` after `timeoutMs`.
 */
export function openHeads({ journal, timeoutMs }: { journal: Pick<Journal, 'heads'>; timeoutMs: number }): Heads {
  const requests = new Map<number, Request>()
  let asking = false

  async function ask(): Promise<void> {
    asking = true
    while (requests.size > 0) {
      const batch = [...requests].slice(0, atOnce)
      for (const [restaurantId] of batch) requests.delete(restaurantId)
      try {
        const heads = await inTime(journal.heads(batch.map(([restaurantId]) => restaurantId)))
        for (const [restaurantId, { resolve }] of batch) resolve(heads.get(restaurantId))
      } catch (error) {
        for (const [, { reject }] of batch) reject(error)
      }
    }
    asking = false
  }

  async function inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Problem('unavailable', 'The database takes too long')), timeoutMs)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    of(restaurantId) {
      const known = requests.get(restaurantId)
      if (known) return known.answer
      const { promise: answer, resolve, reject } = Promise.withResolvers<Head | undefined>()
      requests.set(restaurantId, { answer, resolve, reject })
      if (!asking) void ask()
      return answer
    },
  }
}
