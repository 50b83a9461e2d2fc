import { Problem, serviceDayAt } from '@qtable/domain'
import type { Database } from '../db/database.ts'
import type { CheckedExport } from '../journal/check-export.ts'
import { writeExport } from '../journal/import.ts'
import type { Progress } from '../journal/progress.ts'
import { nextRestaurantId, slugs } from './new-restaurant.ts'

/** Makes a new restaurant of the lines of a checked export, all of it in one transaction. Nobody is in it yet. */
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
    for (const slug of slugs(header.restaurant.name, id)) {
      const [entered] = await tx.query(
        `insert into tenants (restaurant_id, slug, created_at, service_day_ends_at) values ($1, $2, $3, $4)
         on conflict (slug) do nothing returning 1`,
        [id, slug, header.restaurant.createdAt, serviceDayAt(header.committedAt, header.restaurant).endsAt],
      )
      if (!entered) continue
      await writeExport(tx, lines, { restaurantId: id, slug, progress }).catch(refuse)
      return { id, slug }
    }
    throw new Error(`no free slug for restaurant ${id}`)
  })
}

// A file that somebody made up can pass every check and still be none that the database takes (classes 22 and 23: wrong
// data, broken constraint).
function refuse(error: unknown): never {
  if (!(error instanceof Error) || !('code' in error) || !/^2[23]/.test(String(error.code))) throw error
  throw new Problem('validation_failed', `The database refuses this file: ${error.message}`, { cause: error })
}
