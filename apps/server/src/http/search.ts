import { type EntityOf, type Floor, Problem, type Search, type Steps, searchFor } from '@qtable/domain'
import { z } from 'zod'
import { runInTurns } from '../commands/run-in-turns.ts'

/** The parameter of lists that can be searched. */
export const searchQuery = {
  q: z
    .string()
    .max(100)
    .optional()
    .describe(
      'Only those where every word is found in name, phone, email, notes, tags or tables; case and accents do not matter',
    ),
}

/** Whether a party or a reservation is found; undefined where nothing is searched for. */
export function matcherOf(
  q: string | undefined,
  floor: Floor,
): ((found: EntityOf<'guest' | 'reservation'>) => boolean) | undefined {
  if (q === undefined || q.trim() === '') return undefined
  const search: Search = searchFor(q)
  return ({ name, phone, email, notes, tags, tableIds }) =>
    search({
      name,
      phones: [phone],
      texts: [email ?? '', notes, ...tags],
      tables: tableIds.flatMap((id) => floor.tables.get(id)?.tableNumber ?? []),
    }) !== undefined
}

// More that wait are not those of people who type.
const mostWaiting = 20

/** Runs the searches of each restaurant one after another. */
export interface Searches {
  /**
   * The entries that match, in turns: a search of 20,000 bookings takes half a second. `unavailable` where too many of the
   * restaurant wait.
   */
  run<E>(restaurantId: number, entries: Iterable<E>, matches: (entry: E) => boolean): Promise<E[]>
}

export function openSearches(): Searches {
  const queues = new Map<number, { last: Promise<unknown>; length: number }>()
  return {
    async run(restaurantId, entries, matches) {
      const queue = queues.get(restaurantId) ?? { last: Promise.resolve(), length: 0 }
      if (queue.length >= mostWaiting) {
        throw new Problem('unavailable', 'Too many searches wait in this restaurant', { retryAfterSeconds: 1 })
      }
      queue.length += 1
      queues.set(restaurantId, queue)
      const found = queue.last.then(() => runInTurns(matching(entries, matches)))
      queue.last = found.catch(() => undefined)
      try {
        return await found
      } finally {
        queue.length -= 1
        if (queue.length === 0) queues.delete(restaurantId)
      }
    },
  }
}

function* matching<E>(entries: Iterable<E>, matches: (entry: E) => boolean): Steps<E[]> {
  const found: E[] = []
  for (const entry of entries) {
    if (matches(entry)) found.push(entry)
    yield
  }
  return found
}
