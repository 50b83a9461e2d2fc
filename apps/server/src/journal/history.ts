import { type ArchivedType, type EntityOf, entities } from '@qtable/domain'
import type { Database } from '../db/database.ts'
import { entityOfRow } from './read-entity.ts'

/** A page of the history, ordered by the field that the entity is `listedBy`. */
export interface HistoryPage {
  /** The range of instants, `from` included and `to` excluded. An undefined end is open. */
  from: string | undefined
  to: string | undefined
  statuses: ReadonlySet<string> | undefined
  /** The instant and the id of the last entity of the page before. */
  after: readonly string[] | undefined
  limit: number
}

/** All entities of a restaurant, on the floor or archived. */
export interface History {
  find<T extends ArchivedType>(restaurantId: number, type: T, id: string): Promise<EntityOf<T> | undefined>
  /** Oldest first, then by id. */
  list<T extends ArchivedType>(restaurantId: number, type: T, page: HistoryPage): Promise<EntityOf<T>[]>
}

const read = { kind: 'read' } as const

export function openHistory({ db }: { db: Database }): History {
  return {
    async find<T extends ArchivedType>(restaurantId: number, type: T, id: string) {
      const [row] = await db.asRestaurant(
        restaurantId,
        (tx) =>
          tx.query<{ data: object }>(
            `select data from ${entities[type].plural}
           where restaurant_id = current_setting('app.restaurant_id')::int and id = $1`,
            [id],
          ),
        read,
      )
      return row && entityOfRow(type, row.data)
    },
    async list<T extends ArchivedType>(restaurantId: number, type: T, page: HistoryPage) {
      const [instant = null, id = null] = page.after ?? []
      const rows = await db.asRestaurant(
        restaurantId,
        (tx) =>
          tx.query<{ data: object }>(listQuery(type, page.statuses), [
            page.from ?? null,
            page.to ?? null,
            page.statuses ? [...page.statuses] : null,
            instant,
            id,
            page.limit,
          ]),
        read,
      )
      return rows.map(({ data }) => entityOfRow(type, data))
    },
  }
}

// The index of archived entities begins with the status, and the entities on the floor have another index. Each part of the
// union reads one index in order, and at most one page of rows.
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

/** The generated column of the `listedBy` field: `joined_at` for `joinedAt`. */
function instantColumn(type: ArchivedType): string {
  const { listedBy } = entities[type]
  if (listedBy === undefined) throw new Error(`${type} is archived and has no listedBy`)
  return listedBy.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The statuses in which an entity leaves the floor. */
function archivedStatuses(type: ArchivedType): string[] {
  const { schema, example } = entities[type]
  const archivedWhen: ((entity: never) => boolean) | undefined = entities[type].archivedWhen
  return schema.shape.status.options.filter((status) => archivedWhen?.({ ...example, status } as never))
}
