import { type Role, roleIncludes } from '@qtable/domain'
import { useStatus } from '../session/client-hooks.ts'

/** Whether whoever is signed in has at least the role. */
export function useMay(): (needed: Role) => boolean {
  const role = useStatus(({ user }) => user?.role)
  return (needed) => role !== undefined && roleIncludes(role, needed)
}
