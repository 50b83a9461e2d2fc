import { Problem, serviceDayAt } from '@qtable/domain'
import { nextRestaurantId, slugCandidates } from '../accounts/create-restaurant.ts'
import type { Database } from '../db/database.ts'
import type { CheckedExport } from '../journal/check-export.ts'
import { writeExport } from '../journal/import.ts'
import type { Progress } from '../journal/progress.ts'

/** Creates a restaurant from the lines of a checked export, in one transaction. It has no members yet. */
export async function importRestaurant(
  db: Database,
  {
    checked: { header },
    lines,
    progress,
  }: { checked: CheckedExport; lines: AsyncIterable<string> | Iterable<string>; progress: Progress },
): Promise<{ id: number; slug: string }> {
  const id = await nextRestaurantId(db)
  return db.asRestaurant(id, async (tx) => {
    for (const slug of slugCandidates(header.restaurant.name, id)) {
      const [added] = await tx.query(
        `insert into tenants (restaurant_id, slug, created_at, service_day_ends_at) values ($1, $2, $3, $4)
         on conflict (slug) do nothing returning 1`,
        [id, slug, header.restaurant.createdAt, serviceDayAt(header.committedAt, header.restaurant).endsAt],
      )
      if (!added) continue
      await writeExport(tx, lines, { restaurantId: id, slug, progress }).catch(refuse)
      return { id, slug }
    }
    throw new Error(`no free slug for restaurant ${id}`)
  })
}

// A crafted file can pass every check and still break a constraint (error class 23) or hold invalid data (class 22).
function refuse(error: unknown): never {
  if (!(error instanceof Error) || !('code' in error) || !/^2[23]/.test(String(error.code))) throw error
  throw new Problem('validation_failed', `The database refuses this file: ${error.message}`, { cause: error })
}
