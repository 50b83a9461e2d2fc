import { type Change, entityOf, type Floor } from './floor.ts'
import { type Role, roleIncludes } from './roles.ts'

/**
 * An entity of the past as `role` may read it. The log keeps the contacts of parties that were deleted, and who only looks on
 * has no use for them: viewers get none.
 */
export function readableBy<T extends object>(role: Role, entity: T): T {
  if (roleIncludes(role, 'server') || !('phone' in entity && 'email' in entity)) return entity
  return { ...entity, phone: null, email: null, unverified: [] }
}

/**
 * Changes of the past as `role` may read them on the way to `floor`: those of entities that are still on it as they were, and
 * the others without what the role has no use for.
 */
export function readableChanges(role: Role, floor: Floor, changes: readonly Change[]): readonly Change[] {
  if (roleIncludes(role, 'server')) return changes
  return changes.map((change) => {
    const { entity_type, entity_id, data } = change
    return !data || entityOf(floor, entity_type, entity_id)
      ? change
      : ({ ...change, data: readableBy(role, data) } as Change)
  })
}
