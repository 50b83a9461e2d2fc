import { createHash } from 'node:crypto'
import { type Change, newRestaurant, type Restaurant, serviceDayAt, wholeSecond } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Database } from '../db/database.ts'

/**
 * Creates a restaurant: its id, its slug, its clock, and version 1, the transaction that creates the restaurant itself.
 * It has no members yet, so a failure half-way leaves a restaurant that nobody can see.
 */
export async function createRestaurant(
  db: Database,
  {
    name,
    timezone,
    actor,
    at: time,
  }: { name: string; timezone: string; actor: { id: string; name: string }; at: string },
): Promise<Restaurant> {
  const at = wholeSecond(time)
  const id = await nextRestaurantId(db)
  const slug = await addTenant(db, { id, name, at })
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
          doneAt: at,
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
  await db.asRestaurant(id, (tx) =>
    tx.query('update tenants set service_day_ends_at = $2 where restaurant_id = $1', [
      id,
      serviceDayAt(at, restaurant).endsAt,
    ]),
  )
  return restaurant
}

/** Takes the next id, in a transaction that locks the row for a moment only. An unused id leaves a gap and no harm. */
export async function nextRestaurantId(db: Database): Promise<number> {
  const [row] = await db.asSystem((tx) =>
    tx.query<{ id: number }>(
      'update installation set next_restaurant_id = next_restaurant_id + 1 returning next_restaurant_id - 1 as id',
    ),
  )
  if (!row) throw new Error('the installation has no row')
  return row.id
}

/** Adds the restaurant to the directory and starts its clock at version 0. Returns its slug. */
async function addTenant(db: Database, { id, name, at }: { id: number; name: string; at: string }): Promise<string> {
  return db.asRestaurant(id, async (tx) => {
    for (const slug of slugCandidates(name, id)) {
      // Without the end of a service day, so that jobs ignore the restaurant until its first version exists.
      const [added] = await tx.query(
        'insert into tenants (restaurant_id, slug, created_at) values ($1, $2, $3) on conflict (slug) do nothing returning 1',
        [id, slug, at],
      )
      if (!added) continue
      await tx.query('insert into clocks (restaurant_id, version, committed_at) values ($1, 0, $2)', [id, at])
      return slug
    }
    throw new Error(`no free slug for restaurant ${id}`)
  })
}

/** The slugs to try in order: from the name, with the id, and a unique one. */
export function slugCandidates(name: string, id: number): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  // A name without Latin letters leaves nothing.
  const base = plain || 'restaurant'
  return [base, `${base}-${id}`, `${base}-${id}-${uuidv7()}`]
}
