import { type EntityOf, type Floor, type Search, searchFor } from '@qtable/domain'
import { z } from 'zod'

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
