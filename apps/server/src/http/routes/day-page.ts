import { type EntityOf, entities, isArchivedType, type ListedType, listOf, StoredInstant } from '@qtable/domain'
import { type ListedPage, paginate, readCursor } from '../listing.ts'
import type { Call } from '../route.ts'
import { matcherOf, openSearches } from '../search.ts'
import { beginsToday, isInRange, timeRangeOf } from '../time-range.ts'

interface DayListQuery {
  q?: string | undefined
  limit: number
  cursor?: string | undefined
  status?: ReadonlySet<string> | undefined
  date?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

type Searched = EntityOf<'guest' | 'reservation'>
const searchedAtOnce = 2000
// Of the whole process, as the turns are in which they run.
const searches = openSearches()

/**
 * One page of a kind that is `listedBy` an instant. The floor holds all of the current service day and later. A range
 * that begins earlier is read from the history, which holds what has left the floor too.
 */
export async function dayPage<T extends ListedType>(
  { parts, identity: { restaurantId }, query }: Call<unknown, DayListQuery, unknown>,
  type: T,
): Promise<ListedPage<EntityOf<T>>> {
  const { floor } = await parts.floors.read(restaurantId)
  const { limit, status: statuses, q } = query
  const matches = matcherOf(q, floor)
  const after = readCursor(query.cursor, StoredInstant)
  const at = (entity: EntityOf<T>) => String(Reflect.get(entity, entities[type].listedBy ?? ''))
  const key = (entity: EntityOf<T>) => [at(entity), entity.id]
  const range = timeRangeOf(query, floor.restaurant)
  if (range && isArchivedType(type) && !beginsToday(range, floor.restaurant, Date.now())) {
    // Of a search this many are looked at for one page: it may be short, and still have a next one.
    const atOnce = matches ? searchedAtOnce : limit
    const page = { ...range, statuses, after, limit: atOnce + 1 }
    const read = (await parts.history.list(restaurantId, type, page)) as EntityOf<T>[]
    const looked = read.slice(0, atOnce)
    const found = matches ? await searches.run(restaurantId, looked, (one) => matches(one as Searched)) : looked
    const entries = found.slice(0, limit)
    const last = found.length > limit ? entries.at(-1) : read.length > atOnce ? read[atOnce - 1] : undefined
    return { entries, next: last && key(last) }
  }
  const listed = [...listOf(floor, type).values()].filter(
    (entity) =>
      (!statuses || ('status' in entity && statuses.has(entity.status))) && (!range || isInRange(range, at(entity))),
  )
  const entries = matches ? await searches.run(restaurantId, listed, (one) => matches(one as Searched)) : listed
  return paginate(entries, { key, after, limit })
}
