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
import type { Cursors } from '../wire/cursors.ts'
import type { Written } from '../wire/encoded-text.ts'

/** Everything a route may work with. */
export interface ServerParts {
  config: Pick<Config, 'secretKey' | 'corsOrigins' | 'rateLimitPerMinute' | 'environment'>
  log: Logger
  db: Database
  accounts: Accounts
  commands: Commands
  floors: Floors
  feed: Feed
  history: History
  metrics: Metrics
  cursors: Cursors
  /** How many sockets of a restaurant this process holds open. */
  connectedClients: (restaurantId: number) => number
}

/** One request to a route, read and checked. */
export interface Call<P = unknown, Q = unknown, B = unknown, I = Identity> {
  params: P
  query: Q
  body: B
  /** Who asks; undefined on a route that anybody may ask. */
  identity: I
  world: ServerParts
  /** A log that names the request, the restaurant and the user in each line. */
  log: () => Logger
  /** The network address that the request comes from. */
  address: () => string
  /** The prefix that the client used, for links in the answer: `/api/v1`, `/api` or `/restaurants/1`. */
  base: () => string
  /** The path and query as asked. */
  url: string
  headers: {
    authorization: string | undefined
    ifMatch: string | undefined
    ifNoneMatch: string | undefined
    idempotencyKey: string | undefined
  }
}

/** What a route answers. */
export interface Answer {
  body?: unknown
  /** The body where it is JSON text already. */
  written?: Written
  /** The body where it is no JSON. */
  raw?: { type: string; content: string }
  headers?: Record<string, string>
  /** The client has it already (`If-None-Match`). */
  notModified?: boolean
  /** The first answer to this id, once more. */
  replayed?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Described<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
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
  /** Whether the body may be left out; it is then `{}`. */
  bodyOptional?: true
  success: {
    status: 200 | 201 | 204
    description: string
    body?: z.ZodType
    /** The content type where it is no JSON. */
    type?: string
    headers?: readonly ('ETag' | 'Link' | 'Location')[]
  }
  /** Whether `If-Match` guards the entity in the path. */
  guarded?: true
  /** Whether it makes a change that `Idempotency-Key` can name. */
  idempotent?: true
  /** Whether `If-None-Match` is answered with 304. */
  cacheable?: true
  /** What can be refused beside what every route of its kind refuses. */
  refusals?: readonly ProblemCode[]
  /** Answers at its path alone, under no prefix. */
  atRoot?: true
}

/** A route for people with at least the role. What a command needs beyond it, the command says. */
export interface MemberRoute<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> extends Described<P, Q, B> {
  auth: Role
  /** What the documentation says of roles, where `auth` does not say all. */
  roles?: string
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Answer | Promise<Answer>
}

/** A route for anybody. */
export interface PublicRoute<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> extends Described<P, Q, B> {
  auth: 'none'
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>, undefined>): Answer | Promise<Answer>
}

export type Route = MemberRoute | PublicRoute

/** Names the parts of a route, so that its handler is checked against its schemas. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: MemberRoute<P, Q, B>): Route {
  return route
}

/** The same for a route that anybody may ask. */
export function definePublicRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: PublicRoute<P, Q, B>): Route {
  return route
}
