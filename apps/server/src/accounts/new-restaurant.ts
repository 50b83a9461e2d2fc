import { createHash } from 'node:crypto'
import { type Change, newRestaurant, type Restaurant, serviceDayAt } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Database } from '../db/database.ts'

/**
 * Makes a restaurant: its id, its slug, its clock, and the transaction of version 1 that creates the restaurant itself.
 * It has no members yet, so until somebody joins it nobody can see it; what fails half-way leaves nothing that works.
 */
export async function foundRestaurant(
  db: Database,
  { name, timezone, actor, at }: { name: string; timezone: string; actor: { id: string; name: string }; at: string },
): Promise<Restaurant> {
  const id = await nextRestaurantId(db)
  const slug = await openTenant(db, { id, name, at })
  const restaurant = newRestaurant({ id, name, slug, timezone, phone: null, now: at })
  const transactionId = uuidv7()
  const create: Change = { entity_type: 'restaurant', entity_id: String(id), action: 'create', data: restaurant }
  const [outcome] = await db.append([
    {
      restaurantId: id,
      expected: { version: 0 },
      transactions: [
        {
          id: transactionId,
          version: 1,
          fingerprint: createHash('sha256').update(JSON.stringify(create)).digest('hex'),
          at,
          actor,
          command: 'restaurant.create',
          commandIds: [transactionId],
          role: 'owner',
          atomic: false,
          forced: false,
          changes: [create],
        },
      ],
      receipts: [],
      idsToCheck: [],
    },
  ])
  if (outcome?.outcome !== 'committed') throw new Error(`the first append of restaurant ${id}: ${outcome?.outcome}`)
  await db.asSystem((tx) =>
    tx.query('update tenants set service_day_ends_at = $2 where restaurant_id = $1', [
      id,
      serviceDayAt(at, restaurant).endsAt,
    ]),
  )
  return restaurant
}

/** The next id. In a transaction of its own: the row is locked for a moment only, and an unused id is just a gap. */
export async function nextRestaurantId(db: Database): Promise<number> {
  const [row] = await db.asSystem((tx) =>
    tx.query<{ id: number }>(
      'update installation set next_restaurant_id = next_restaurant_id + 1 returning next_restaurant_id - 1 as id',
    ),
  )
  if (!row) throw new Error('the installation has no row')
  return row.id
}

/** Enters the restaurant into the directory and starts its clock at version 0. Returns the slug it got. */
async function openTenant(db: Database, { id, name, at }: { id: number; name: string; at: string }): Promise<string> {
  return db.asRestaurant(id, async (tx) => {
    for (const slug of slugs(name, id)) {
      // Without a service day yet: the jobs find the restaurant once its first version is there.
      const [entered] = await tx.query(
        'insert into tenants (restaurant_id, slug, created_at) values ($1, $2, $3) on conflict (slug) do nothing returning 1',
        [id, slug, at],
      )
      if (!entered) continue
      await tx.query('insert into clocks (restaurant_id, version, committed_at) values ($1, 0, $2)', [id, at])
      return slug
    }
    throw new Error(`no free slug for restaurant ${id}`)
  })
}

/** The slugs to try: of the name, with the id, and one that only this restaurant can have. */
export function slugs(name: string, id: number): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  // A name in another script leaves nothing to spell.
  const base = plain || 'restaurant'
  return [base, `${base}-${id}`, `${base}-${id}-${uuidv7()}`]
}
