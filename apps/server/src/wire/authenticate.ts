import { Problem, type Role, roleIncludes } from '@qtable/domain'
import type { Accounts } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'

/**
 * The identity behind an `Authorization` header; `unauthenticated` where there is none. Answers without a promise where
 * the token and its session are cached.
 */
export function authenticate(accounts: Accounts, header = ''): Identity | Promise<Identity> {
  const cached = header.startsWith('Bearer ') ? accounts.cachedIdentity(header.slice(7)) : undefined
  if (cached) return cached
  const [, token] = /^Bearer +([\w.~+/=-]+)\s*$/i.exec(header) ?? []
  if (token === undefined) {
    throw new Problem('unauthenticated', 'Send the access token as Authorization: Bearer …')
  }
  return accounts.authenticate(token)
}

/**
 * Throws `forbidden` where the role is too low, or where the request names another restaurant. `restaurantIds` are all
 * `restaurant_id` values of path and query, as sent.
 */
export function mustBeAllowed(identity: Identity, role: Role, ...restaurantIds: readonly unknown[]): void {
  for (const restaurantId of restaurantIds) {
    if (restaurantId === undefined || restaurantId === String(identity.restaurantId)) continue
    throw new Problem('forbidden', 'You are signed in to another restaurant')
  }
  if (!roleIncludes(identity.role, role)) {
    throw new Problem('forbidden', `This needs the role ${role}; you are ${identity.role}`)
  }
}
