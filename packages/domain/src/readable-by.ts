import { type Role, roleIncludes } from './roles.ts'

/**
 * An entity of the past as `role` may read it. The log keeps the contacts of parties that were deleted, and who only looks on
 * has no use for them: viewers get none.
 */
export function readableBy<T extends object>(role: Role, entity: T): T {
  if (roleIncludes(role, 'server') || !('phone' in entity && 'email' in entity)) return entity
  return { ...entity, phone: null, email: null, unverified: [] }
}
