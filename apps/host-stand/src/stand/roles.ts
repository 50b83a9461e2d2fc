import { type Role, roleIncludes } from '@qtable/domain'
import { useStatus } from './stand.ts'

/** Whether whoever is signed in has at least the role. */
export function useMay(): (needed: Role) => boolean {
  const { user } = useStatus()
  return (needed) => user !== undefined && roleIncludes(user.role, needed)
}
