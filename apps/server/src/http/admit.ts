import { Problem } from '@qtable/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identity } from '../accounts/identity.ts'
import { networkOf } from '../accounts/sign-in-throttle.ts'
import { authenticate, mustBeAllowed } from '../wire/authenticate.ts'
import type { AnonymousLimits } from './anonymous-limits.ts'
import { type BodyPlaces, bodyBytesOf, smallBodyBytes } from './body-places.ts'
import type { Limiter } from './limiter.ts'
import type { Route, ServerParts } from './route.ts'

/** What a route is registered with. */
export interface RouteContext {
  parts: ServerParts
  limiter: Limiter | undefined
  strangers: AnonymousLimits
  bodies: BodyPlaces
  prefix: string
}

/** The restaurant that a path or a query names, as sent. */
export interface NamedRestaurant {
  restaurant_id?: unknown
}

/** Signs the caller in and counts the request. Without a promise where the identity is cached, as for most requests. */
export function admit(
  route: Route,
  request: FastifyRequest,
  { parts, limiter, strangers }: RouteContext,
): undefined | Promise<void> | void {
  if (route.auth === 'none') {
    const address = parts.proxies.addressOf(request.raw)
    const counted = limiter?.count(networkOf(address))
    if (route.work === undefined) return counted
    return Promise.resolve(counted).then(() => route.work && strangers.countAddress(route.work, address))
  }
  const { auth } = route
  const enter = (identity: Identity) => {
    const { params, query } = request as { params?: NamedRestaurant; query?: NamedRestaurant }
    mustBeAllowed(identity, auth, params?.restaurant_id, query?.restaurant_id)
    request.identity = identity
    return limiter?.count(identity.userId)
  }
  const { authorization } = request.headers
  const identity = authenticate(parts.accounts, authorization)
  if (!(identity instanceof Promise)) return enter(identity)
  return identity.catch((error: unknown) => refuseToken(error, request, { parts, strangers })).then(enter)
}

/** Counts a token that was refused, and throws the refusal. */
export async function refuseToken(
  error: unknown,
  request: FastifyRequest,
  { parts, strangers }: Pick<RouteContext, 'parts' | 'strangers'>,
): Promise<never> {
  const isBad = error instanceof Problem && error.code === 'unauthenticated'
  if (isBad) await strangers.countBadToken(parts.proxies.addressOf(request.raw))
  throw error
}

/** Takes room for a large body, before its first byte is kept. Small ones are bounded by the number of connections. */
export function holdBody(request: FastifyRequest, reply: FastifyReply, { bodies }: Pick<RouteContext, 'bodies'>): void {
  const bytes = bodyBytesOf(request.headers)
  if (request.identity === undefined || bytes <= smallBodyBytes) return
  reply.raw.once('close', bodies.take(String(request.identity.restaurantId), bytes))
}
