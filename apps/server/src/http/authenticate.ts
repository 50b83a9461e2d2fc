import { Problem, type Role, roleIncludes } from '@qtable/domain'
import type { FastifyRequest } from 'fastify'
import type { Accounts } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined on routes for anybody. */
    identity: Identity | undefined
  }
}

/** Who an `Authorization` header stands for. */
export async function authenticate(accounts: Accounts, header: string | undefined): Promise<Identity> {
  const [, token] = /^Bearer +([\w.~+/=-]+)\s*$/i.exec(header ?? '') ?? []
  if (token === undefined) {
    throw new Problem('unauthenticated', 'Send the access token as Authorization: Bearer …')
  }
  return accounts.authenticate(token)
}

/** Throws `forbidden` where the role does not reach, or another restaurant is named in path or query. */
export function mustBeAllowed(identity: Identity, { role, named }: { role: Role; named: readonly unknown[] }): void {
  for (const restaurantId of named) {
    if (restaurantId === undefined || restaurantId === String(identity.restaurantId)) continue
    throw new Problem('forbidden', 'You are signed in to another restaurant')
  }
  if (!roleIncludes(identity.role, role)) {
    throw new Problem('forbidden', `This needs the role ${role}; you are ${identity.role}`)
  }
}

/** Every `restaurant_id` that a request names, in its path or its query. */
export function restaurantsNamed(request: FastifyRequest): unknown[] {
  return [request.params, request.query].map((part) => (part as { restaurant_id?: unknown } | undefined)?.restaurant_id)
}
