import { type EntityOf, entities, isArchivedType, type ListedType, listOf, StoredInstant } from '@qtable/domain'
import { type ListPage, paginate, readCursor } from '../listing.ts'
import type { Call } from '../route.ts'
import { beginsToday, isInRange, timeRangeOf } from '../time-range.ts'

interface DayListQuery {
  limit: number
  cursor?: string | undefined
  status?: ReadonlySet<string> | undefined
  date?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/**
 * One page of a kind that is `listedBy` an instant. The floor holds all of the current service day and later. A range
 * that begins earlier is read from the history, which holds what has left the floor too.
 */
export async function dayPage<T extends ListedType>(
  { parts, identity: { restaurantId }, query }: Call<unknown, DayListQuery, unknown>,
  type: T,
): Promise<ListPage<EntityOf<T>>> {
  const { floor } = await parts.floors.read(restaurantId)
  const { limit, status: statuses } = query
  const after = readCursor(query.cursor, StoredInstant)
  const at = (entity: EntityOf<T>) => String(Reflect.get(entity, entities[type].listedBy ?? ''))
  const key = (entity: EntityOf<T>) => [at(entity), entity.id]
  const range = timeRangeOf(query, floor.restaurant)
  if (range && isArchivedType(type) && !beginsToday(range, floor.restaurant, Date.now())) {
    const page = { ...range, statuses, after, limit: limit + 1 }
    const found = (await parts.history.list(restaurantId, type, page)) as EntityOf<T>[]
    const entries = found.slice(0, limit)
    const last = entries.at(-1)
    return { entries, next: found.length > limit && last ? key(last) : undefined }
  }
  const entries = [...listOf(floor, type).values()].filter(
    (entity) =>
      (!statuses || ('status' in entity && statuses.has(entity.status))) && (!range || isInRange(range, at(entity))),
  )
  return paginate(entries, { key, after, limit })
}
