import { isLiveReservation } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { Progress, RestaurantExport } from './export.ts'

// Rows of one insert: large enough to be quick, small enough for one message.
const rowsAtOnce = 500

/** Writes an export as the restaurant of `tx`, which must be empty. The restaurant gets its new id, all else keeps its own. */
export async function writeExport(
  tx: Tx,
  {
    file,
    restaurantId,
    slug,
    progress,
  }: {
    file: RestaurantExport
    restaurantId: number
    slug: string
    progress: Progress
  },
): Promise<void> {
  const restaurant = { ...file.restaurant, id: restaurantId, slug }
  await tx.query(
    'insert into clocks (restaurant_id, version, committed_at, log_floor, transaction_id) values ($1, $2, $3, $4, $5)',
    [restaurantId, file.version, file.committedAt, file.logFloor, file.log.at(-1)?.transaction_id ?? null],
  )
  const insert = async (what: string, query: string, rows: readonly unknown[]) => {
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      await tx.query(query, [restaurantId, JSON.stringify(rows.slice(from, from + rowsAtOnce))])
      progress(what, Math.min(from + rowsAtOnce, rows.length))
    }
  }
  const entityInsert = (table: string) =>
    `insert into ${table} (restaurant_id, id, version, data)
     select $1, (e->>'id')::uuid, (e->>'version')::bigint, e from jsonb_array_elements($2::jsonb) e`
  const historyInsert = (table: string) =>
    `insert into ${table} (restaurant_id, id, version, archived, data)
     select $1, (e->'data'->>'id')::uuid, (e->'data'->>'version')::bigint, (e->>'archived')::boolean, e->'data'
     from jsonb_array_elements($2::jsonb) e`
  await tx.query('insert into restaurants (restaurant_id, version, data) values ($1, $2, $3)', [
    restaurantId,
    restaurant.version,
    JSON.stringify(restaurant),
  ])
  await insert('sections', entityInsert('sections'), file.sections)
  await insert('tables', entityInsert('tables'), file.tables)
  await insert('combinations', entityInsert('combinations'), file.combinations)
  await insert('guests', historyInsert('guests'), file.guests)
  await insert('reservations', historyInsert('reservations'), file.reservations)
  await insert(
    'seatings',
    `insert into seatings (restaurant_id, table_id, guest_id)
     select $1, (e->>'id')::uuid, (e->>'currentGuestId')::uuid from jsonb_array_elements($2::jsonb) e`,
    file.tables.filter(({ currentGuestId }) => currentGuestId !== null),
  )
  await insert(
    'plans',
    `insert into plans (restaurant_id, reservation_id, table_id, during)
     select $1, (e->>'id')::uuid, t.value::uuid, tstzrange((e->>'startsAt')::timestamptz,
       (e->>'startsAt')::timestamptz + make_interval(mins => (e->>'durationMinutes')::int))
     from jsonb_array_elements($2::jsonb) e, jsonb_array_elements_text(e->'tableIds') t`,
    file.reservations.filter(({ archived, data }) => !archived && isLiveReservation(data)).map(({ data }) => data),
  )
  await insert(
    'log',
    `insert into log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command,
       command_ids, role, atomic, forced, entity_ids, changes)
     select $1, l.version, l.transaction_id, l.fingerprint, l.committed_at, l.actor_id, l.actor_name, l.command,
       l.command_ids, l.role, l.atomic, l.forced, l.entity_ids, l.changes
     from jsonb_to_recordset($2::jsonb) l (version bigint, transaction_id uuid, fingerprint text,
       committed_at timestamptz, actor_id uuid, actor_name text, command text, command_ids uuid[], role text,
       atomic boolean, forced boolean, entity_ids text[], changes jsonb)`,
    file.log.map((logged) => renamed(logged, { from: file.restaurant.id, to: restaurant })),
  )
}

// The restaurant's own changes in the log name it by its id, which is another one here.
function renamed(
  logged: RestaurantExport['log'][number],
  { from, to }: { from: number; to: { id: number; slug: string } },
): RestaurantExport['log'][number] {
  const rename = (entity: unknown) =>
    typeof entity === 'object' && entity !== null ? { ...entity, id: to.id, slug: to.slug } : entity
  return {
    ...logged,
    entity_ids: logged.entity_ids.map((id) => (id === String(from) ? String(to.id) : id)),
    changes: logged.changes.map((change) =>
      change.entity_type !== 'restaurant'
        ? change
        : {
            ...change,
            entity_id: String(to.id),
            ...('data' in change ? { data: rename(change.data) } : {}),
            ...('before' in change ? { before: rename(change.before) } : {}),
          },
    ),
  }
}
