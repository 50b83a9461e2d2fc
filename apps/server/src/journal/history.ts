import { type ArchivedType, type EntityOf, entities } from '@qtable/domain'
import type { Database } from '../db/database.ts'
import { entityOfRow } from './read-entity.ts'

/** A stretch of the history, by when a party joined or a reservation starts. */
export interface HistoryPage {
  /** The first instant of it, and the one past its last; open where undefined. */
  from: string | undefined
  to: string | undefined
  statuses: ReadonlySet<string> | undefined
  /** The instant and the id of the last entry that is known already. */
  after: readonly string[] | undefined
  limit: number
}

/** What a restaurant has ever had, on the floor or gone from it. */
export interface History {
  find<T extends ArchivedType>(restaurantId: number, type: T, id: string): Promise<EntityOf<T> | undefined>
  /** Oldest first, then by id. */
  list<T extends ArchivedType>(restaurantId: number, type: T, page: HistoryPage): Promise<EntityOf<T>[]>
}

export function openHistory({ db }: { db: Database }): History {
  return {
    async find<T extends ArchivedType>(restaurantId: number, type: T, id: string) {
      const [row] = await db.asRestaurant(restaurantId, (tx) =>
        tx.query<{ data: object }>(
          `select data from ${entities[type].plural}
           where restaurant_id = current_setting('app.restaurant_id')::int and id = $1`,
          [id],
        ),
      )
      return row && entityOfRow(type, row.data)
    },
    async list<T extends ArchivedType>(restaurantId: number, type: T, page: HistoryPage) {
      const [instant = null, id = null] = page.after ?? []
      const rows = await db.asRestaurant(restaurantId, (tx) =>
        tx.query<{ data: object }>(listQuery(type, page.statuses), [
          page.from ?? null,
          page.to ?? null,
          page.statuses ? [...page.statuses] : null,
          instant,
          id,
          page.limit,
        ]),
      )
      return rows.map(({ data }) => entityOfRow(type, data))
    },
  }
}

// The index of the history begins with the status, and what is on the floor has an index of its own: each part is in
// order by itself, and of each no more is read than the page takes.
function listQuery(type: ArchivedType, statuses: ReadonlySet<string> | undefined): string {
  const at = instantColumn(type)
  const part = (condition: string) => `
    (select data, ${at} as at, id from ${entities[type].plural}
     where restaurant_id = current_setting('app.restaurant_id')::int and ${condition}
       and ($1::text is null or ${at} >= $1)
       and ($2::text is null or ${at} < $2)
       and ($4::text is null or (${at}, id) > ($4, $5::uuid))
     order by ${at}, id limit $6)`
  const parts = archivedStatuses(type)
    .filter((status) => !statuses || statuses.has(status))
    .map((status) => part(`archived and archived_as = '${status}'`))
  const live = part(`not archived and ($3::text[] is null or data->>'status' = any($3))`)
  return `select data from (${[...parts, live].join(' union all ')}) found order by at, id limit $6`
}

/** The column that a migration generates from the instant by which a kind is listed: `joined_at` from `joinedAt`. */
function instantColumn(type: ArchivedType): string {
  const { listedBy } = entities[type]
  if (!listedBy) throw new Error(`${type} has a history and no instant to list it by`)
  return listedBy.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The statuses with which entities of a kind leave the floor. */
function archivedStatuses<T extends ArchivedType>(type: T): string[] {
  const { schema, example, archivedWhen } = entities[type]
  const isArchived = archivedWhen as (entity: object) => boolean
  return schema.shape.status.options.filter((status) => isArchived({ ...example, status }))
}
