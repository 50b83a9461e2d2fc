/** Most rights first; each includes the next. */
export const roles = ['owner', 'manager', 'host', 'server', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Whether somebody with role `actual` may do what needs at least `needed`. */
export function roleIncludes(actual: Role, needed: Role): boolean {
  return roles.indexOf(actual) <= roles.indexOf(needed)
}

/** The role with more rights of the two. */
export function higherRole(a: Role, b: Role): Role {
  return roleIncludes(a, b) ? a : b
}
