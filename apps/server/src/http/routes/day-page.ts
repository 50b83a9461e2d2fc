import { type ArchivedType, type EntityOf, listOf, StoredInstant } from '@qtable/domain'
import { isOnFloor, isWithin, type Stretch, stretchOf } from '../days.ts'
import { type Page, pageOf, readCursor } from '../listing.ts'
import type { Call } from '../route.ts'

interface DayListQuery {
  limit: number
  cursor?: string | undefined
  status?: ReadonlySet<string> | undefined
  date?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/**
 * One page of a list that has a time: from the floor, which is everything of this service day and later, or from the
 * history where the stretch asked for begins earlier.
 */
export async function dayPage<T extends ArchivedType>(
  { world, identity: { restaurantId }, query }: Call<unknown, DayListQuery, unknown>,
  { type, at }: { type: T; at: (entity: EntityOf<T>) => string },
): Promise<Page<EntityOf<T>>> {
  const { floor } = await world.floors.read(restaurantId)
  const { limit, status: statuses } = query
  const after = readCursor(query.cursor, StoredInstant)
  const key = (entity: EntityOf<T>) => [at(entity), entity.id]
  const stretch: Stretch | undefined = stretchOf(query, floor.restaurant)
  if (stretch && !isOnFloor(stretch, floor.restaurant, Date.now())) {
    const found = await world.history.list(restaurantId, type, { ...stretch, statuses, after, limit: limit + 1 })
    const entries = found.slice(0, limit)
    const last = entries.at(-1)
    return { entries, next: found.length > limit && last ? key(last) : undefined }
  }
  const entries = [...listOf(floor, type).values()].filter(
    (entity) => (!statuses || statuses.has(entity.status)) && (!stretch || isWithin(stretch, at(entity))),
  )
  return pageOf(entries, { key, after, limit })
}
