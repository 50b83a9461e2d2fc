import { type EntityOf, endedGuestStatuses, entities, reservationStatuses } from '@qtable/domain'
import type { Database } from '../db/database.ts'
import type { ArchivingType } from './archiving-types.ts'
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
  find<T extends ArchivingType>(restaurantId: number, type: T, id: string): Promise<EntityOf<T> | undefined>
  /** Oldest first, then by id. */
  list<T extends ArchivingType>(restaurantId: number, type: T, page: HistoryPage): Promise<EntityOf<T>[]>
}

const instantOf = { guest: 'joined_at', reservation: 'starts_at' } as const
// A reservation that nobody came for leaves the floor with the status that it had.
const archivedAs = { guest: endedGuestStatuses, reservation: reservationStatuses } as const

export function openHistory({ db }: { db: Database }): History {
  return {
    async find<T extends ArchivingType>(restaurantId: number, type: T, id: string) {
      const [row] = await db.asRestaurant(restaurantId, (tx) =>
        tx.query<{ data: unknown }>(
          `select data from ${entities[type].plural}
           where restaurant_id = current_setting('app.restaurant_id')::int and id = $1`,
          [id],
        ),
      )
      return row && entityOfRow(type, row.data)
    },
    async list<T extends ArchivingType>(restaurantId: number, type: T, page: HistoryPage) {
      const [instant = null, id = null] = page.after ?? []
      const rows = await db.asRestaurant(restaurantId, (tx) =>
        tx.query<{ data: unknown }>(listQuery(type, page.statuses), [
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
function listQuery(type: ArchivingType, statuses: ReadonlySet<string> | undefined): string {
  const at = instantOf[type]
  const part = (condition: string) => `
    (select data, ${at} as at, id from ${entities[type].plural}
     where restaurant_id = current_setting('app.restaurant_id')::int and ${condition}
       and ($1::text is null or ${at} >= $1)
       and ($2::text is null or ${at} < $2)
       and ($4::text is null or (${at}, id) > ($4, $5::uuid))
     order by ${at}, id limit $6)`
  const parts = archivedAs[type]
    .filter((status) => !statuses || statuses.has(status))
    .map((status) => part(`archived and archived_as = '${status}'`))
  const live = part(`not archived and ($3::text[] is null or data->>'status' = any($3))`)
  return `select data from (${[...parts, live].join(' union all ')}) found order by at, id limit $6`
}
