import { type Role, roleIncludes } from '@qtable/domain'
import { useStatus } from '../session/client-hooks.ts'

/** Whether the signed-in person has at least this role. */
export function useMay(): (needed: Role) => boolean {
  const role = useStatus(({ user }) => user?.role)
  return (needed) => role !== undefined && roleIncludes(role, needed)
}
