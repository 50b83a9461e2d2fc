import { Problem, type Role, roleIncludes } from '@qtable/domain'
import type { Accounts } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined on routes for anybody. */
    identity: Identity | undefined
  }
}

/** Who an `Authorization` header stands for: at once where they are known. */
export function authenticate(accounts: Accounts, header = ''): Identity | Promise<Identity> {
  const known = header.startsWith('Bearer ') ? accounts.recognise(header.slice(7)) : undefined
  if (known) return known
  const [, token] = /^Bearer +([\w.~+/=-]+)\s*$/i.exec(header) ?? []
  if (token === undefined) {
    throw new Problem('unauthenticated', 'Send the access token as Authorization: Bearer …')
  }
  return accounts.authenticate(token)
}

/**
 * Throws `forbidden` where the role does not reach, or another restaurant is named: `named` is every `restaurant_id` in
 * path and query, as it was sent.
 */
export function mustBeAllowed(identity: Identity, role: Role, ...named: readonly unknown[]): void {
  for (const restaurantId of named) {
    if (restaurantId === undefined || restaurantId === String(identity.restaurantId)) continue
    throw new Problem('forbidden', 'You are signed in to another restaurant')
  }
  if (!roleIncludes(identity.role, role)) {
    throw new Problem('forbidden', `This needs the role ${role}; you are ${identity.role}`)
  }
}
