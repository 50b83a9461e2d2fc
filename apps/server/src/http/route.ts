import type { ProblemCode, Role } from '@qtable/domain'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Accounts } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { Commands } from '../commands/execute.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Feed } from '../journal/feed.ts'
import type { Floors } from '../journal/floors.ts'
import type { History } from '../journal/history.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { TrustedProxies } from '../trusted-proxies.ts'
import type { Cursors } from '../wire/cursors.ts'
import type { EncodedText } from '../wire/encoded-text.ts'
import type { AnonymousLimitSettings, AnonymousWork } from './anonymous-limits.ts'

/** The parts of the server that routes work with. */
export interface ServerParts {
  config: Pick<Config, 'secretKey' | 'corsOrigins' | 'rateLimitPerMinute' | 'environment'> &
    Partial<Pick<Config, 'budgets' | 'headersTimeoutSeconds'>> &
    AnonymousLimitSettings &
    Partial<Pick<Config, 'metricsToken'>>
  log: Logger
  db: Database
  accounts: Accounts
  commands: Commands
  floors: Floors
  feed: Feed
  history: History
  metrics: Metrics
  cursors: Cursors
  proxies: TrustedProxies
  /** The number of open sockets of a restaurant in this process. */
  connectedClients: (restaurantId: number) => number
}

/** One request to a route, parsed and authorised. */
export interface Call<P = unknown, Q = unknown, B = unknown, I = Identity> {
  params: P
  query: Q
  body: B
  /** The caller; undefined on a public route. */
  identity: I
  parts: ServerParts
  /** A logger that adds request, restaurant and user to each line. */
  log: () => Logger
  /** Whether a process on this machine asks, for itself. */
  isLocal: () => boolean
  /** The client's network address, its User-Agent, and a signal that is aborted when its connection closes before the answer. */
  caller: () => { address: string; userAgent: string | undefined; signal: AbortSignal }
  /** The prefix that the client used, for links in the answer: `/api/v1`, `/api` or `/restaurants/1`. */
  base: () => string
  /** Path and query as the client sent them. */
  url: string
  headers: {
    authorization: string | undefined
    ifMatch: string | undefined
    ifNoneMatch: string | undefined
    idempotencyKey: string | undefined
  }
}

/** The result of a route's handler. */
export interface RouteAnswer {
  /** Sent as JSON. */
  body?: unknown
  /** A body that is JSON text already. */
  encoded?: EncodedText
  /** A body that is not JSON. */
  raw?: { type: string; content: string }
  headers?: Record<string, string>
  /** The client's copy is current (`If-None-Match`). */
  notModified?: boolean
  /** This is the stored answer to an earlier request with the same id. */
  replayed?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface RouteDescription<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  method: Method
  /** Below the prefix, with parameters as `:name`. */
  path: string
  /** The name of the operation in the documentation and in generated clients. */
  id: string
  summary: string
  description?: string
  tag: string
  params?: P
  query?: Q
  body?: B
  /** The body may be left out, and is `{}` then. */
  bodyOptional?: true
  /** The lists of the body whose entries are the operations of a batch, in this order. */
  operationLists?: readonly string[]
  success: {
    status: 200 | 201 | 204
    description: string
    body?: z.ZodType
    /** The content type of a body that is not JSON. */
    type?: string
    headers?: readonly ('ETag' | 'Link' | 'Location')[]
  }
  /** `If-Match` guards the entity in the path. */
  guarded?: true
  /** It makes a change that `Idempotency-Key` can name. */
  idempotent?: true
  /** It answers `If-None-Match` with 304. */
  cacheable?: true
  /** Its answer holds secrets or people, which no cache keeps. */
  unstored?: true
  /** What it refuses beside what every route of its kind refuses. */
  refusals?: readonly ProblemCode[]
  /** It answers at its path alone, under no prefix. */
  atRoot?: true
}

/** A route for members with at least the role `auth`. The commands that it runs may need a higher one. */
export interface MemberRoute<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> extends RouteDescription<P, Q, B> {
  auth: Role
  /** The caller's password must have been given lately in this session; otherwise `step_up_required`. */
  confirmed?: true
  /** What the documentation says about roles, where `auth` alone does not tell. */
  roles?: string
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): RouteAnswer | Promise<RouteAnswer>
}

/** A route that needs no sign-in. */
export interface PublicRoute<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> extends RouteDescription<P, Q, B> {
  auth: 'none'
  /** It costs a hash of a password: limits of its kind count it. */
  work?: AnonymousWork
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>, undefined>): RouteAnswer | Promise<RouteAnswer>
}

export type Route = MemberRoute | PublicRoute

/** Declares a route for members. Its handler is checked against its schemas. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: MemberRoute<P, Q, B>): Route {
  return route
}

/** Declares a route that needs no sign-in. */
export function definePublicRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: PublicRoute<P, Q, B>): Route {
  return route
}
