import { type EntityType, Problem } from '@qtable/domain'
import type { Outcome } from '../commands/outcome.ts'
import { canonical } from '../commands/prepared-change.ts'
import { hashedId } from './hashed-id.ts'
import type { Call } from './route.ts'

/** A change that came without an id and is known by its content. */
export interface ByContent {
  id: string
  /** The ids of all changes of its upload. */
  ids: readonly string[]
  entityType: EntityType
  entityId: string
  isCreation: boolean
}

// A lost answer is asked for again within this time.
const repeatMs = 60_000

/**
 * The ids of the changes of an upload. That of a change without one is made of it and of those before it. So an upload that
 * is sent again is a repeat, also with more at its end, and a change that stands in it twice is two.
 */
export function contentIds(changes: readonly unknown[]): string[] {
  const ids: string[] = []
  for (const change of changes) {
    const text = canonical(change)
    const before = ids.at(-1)
    const { id } = (change ?? {}) as { id?: unknown }
    ids.push(typeof id === 'string' ? id.toLowerCase() : hashedId(before === undefined ? text : `${before} ${text}`))
  }
  return ids
}

/**
 * Runs a change under the id of its content. A table is freed in the same words many times in an evening, and a party is
 * seated at the table that was taken before: where the change is no repeat but work of its own, it runs under another id.
 */
export async function runByContent(
  call: Pick<Call<unknown, unknown, unknown>, 'parts' | 'identity'>,
  change: ByContent,
  run: (id: string) => Promise<Outcome>,
): Promise<Outcome> {
  const first = await firstOutcome(run, change.id)
  if (!(first instanceof Problem) && first.status === 'applied') return first
  const again = await idOfLater(call, change, first)
  if (again !== undefined) return run(again)
  if (first instanceof Problem) throw first
  return first
}

async function firstOutcome(run: (id: string) => Promise<Outcome>, id: string): Promise<Outcome | Problem> {
  try {
    return await run(id)
  } catch (error) {
    if (error instanceof Problem && error.replayed) return error
    throw error
  }
}

/** The id of the same change as work done later; undefined where it is a repeat. */
async function idOfLater(
  { parts, identity: { restaurantId, userId } }: Pick<Call<unknown, unknown, unknown>, 'parts' | 'identity'>,
  { id, ids, entityType, entityId, isCreation }: ByContent,
  first: Outcome | Problem,
): Promise<string | undefined> {
  const { floor, recent } = await parts.floors.read(restaurantId)
  const inMemory = recent.findLast(({ changes }) =>
    changes.some((one) => one.entity_type === entityType && one.entity_id === entityId),
  )
  const last =
    inMemory ??
    (await parts.feed.activity(restaurantId, { entityId, limit: 1 }, ({ transactions: [latest] }) => latest))
  const own = last?.commandIds.find((one) => ids.some((other) => haveOneContent(one, other)))
  // The last change of the entity came with this upload, so all of the upload is a repeat.
  if (own !== undefined) return own !== id && haveOneContent(own, id) ? own : undefined
  const done = first instanceof Problem ? undefined : first.transaction
  // A refused change, or one that had nothing to do, is decided again on the present floor.
  if (!done) return idAt(id, floor.version)
  if (isCreation || !last || last.version <= done.version) return undefined
  if (last.actor.id !== userId && Date.now() - Date.parse(done.at) < repeatMs) return undefined
  return idAt(id, last.version)
}

// The ids of one content differ in their last digits alone.
const contentDigits = 28

function idAt(id: string, version: number): string {
  return id.slice(0, contentDigits) + hashedId(`${id} ${version}`).slice(contentDigits)
}

function haveOneContent(a: string, b: string): boolean {
  return a.slice(0, contentDigits) === b.slice(0, contentDigits)
}
