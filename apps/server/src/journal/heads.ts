import { Problem } from '@qtable/domain'
import type { Head } from './head.ts'
import type { Journal } from './journal.ts'

/** How far restaurants are by the database. */
export interface Heads {
  /** The head as it is now or later, never as it was before the call; undefined where there is no such restaurant. */
  of(restaurantId: number): Promise<Head | undefined>
}

interface Question {
  answer: Promise<Head | undefined>
  resolve(head: Head | undefined): void
  reject(error: unknown): void
}

// A list of this length costs the database a millisecond.
const atOnce = 500

/**
 * One query at a time for all who ask. Who comes while it is under way waits for the next one, because the answer of this
 * one may have been read before the commit that they know of. A database that takes longer than `patienceMs` counts as
 * `unavailable`.
 */
export function openHeads({ journal, patienceMs }: { journal: Pick<Journal, 'heads'>; patienceMs: number }): Heads {
  const questions = new Map<number, Question>()
  let asking = false

  async function ask(): Promise<void> {
    asking = true
    while (questions.size > 0) {
      const batch = [...questions].slice(0, atOnce)
      for (const [restaurantId] of batch) questions.delete(restaurantId)
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
      timer = setTimeout(() => reject(new Problem('unavailable', 'The database takes too long')), patienceMs)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    of(restaurantId) {
      const known = questions.get(restaurantId)
      if (known) return known.answer
      const { promise: answer, resolve, reject } = Promise.withResolvers<Head | undefined>()
      questions.set(restaurantId, { answer, resolve, reject })
      if (!asking) void ask()
      return answer
    },
  }
}
