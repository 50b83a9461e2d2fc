import pg from 'pg'
import type { Logger } from 'pino'
import type { Append, AppendOutcome } from './append.ts'
import { appendStatement, readOutcomes } from './append-statement.ts'
import { openAppender } from './appender.ts'
import { connectClient, openPool } from './connections.ts'
import { asProblem } from './failures.ts'
import { openFairShares } from './fair-shares.ts'
import { openPipelinedConnection } from './pipelined-connection.ts'
import { prepareDatabase } from './prepare.ts'
import { currentRequester } from './requester.ts'

/** An open transaction. Its queries run in order. */
export interface Tx {
  /**
   * Runs one statement and returns its rows, with `bigint` as number, `timestamptz` as Date, `jsonb` parsed and arrays as
   * arrays.
   */
  query<Row = Record<string, unknown>>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]>
}

/** A statement that each connection plans once. The name must belong to this text alone. */
export interface Prepared {
  name: string
  text: string
}

/** The account rows that a transaction may access; several fields add up. `tokenHash` is in hex, `email` in lower case. */
interface AccountScope {
  userId?: string
  email?: string
  tokenHash?: string
  restaurantId?: number
}

/** The settings that the policies of row level security read. */
interface Scope extends AccountScope {
  clocksOf?: readonly number[]
  kind: TransactionKind
}

/** What a transaction is for, which says how long a statement may take. */
export type TransactionKind = 'read' | 'change' | 'job' | 'export'

interface TransactionOptions {
  /** All queries see one instant; none may write. */
  snapshot?: boolean
  /** `change` unless given. */
  kind?: TransactionKind
}

/**
 * PostgreSQL, as a role under row level security. Where it cannot be reached, every function rejects with the problem
 * `unavailable`, and the outcome of a write in flight is unknown.
 */
export interface Database {
  /** Runs `work` in a transaction that sees and writes only this restaurant's rows. Commits when `work` resolves. */
  asRestaurant<T>(restaurantId: number, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Runs `work` in a read-only transaction that sees only the clocks of these restaurants. */
  asReaderOfClocks<T>(restaurantIds: readonly number[], work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that sees account rows: users, memberships, refresh tokens. */
  asAccount<T>(scope: AccountScope, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction of nobody: it sees `tenants`, `installation`, `account_changes` and `session_nodes`. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Appends to the logs of several restaurants, each at most once. Each has a separate outcome, in the same order.
   * Concurrent calls share commits.
   */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** For the role that owns the schema, where that of `url` owns nothing. */
  migrationUrl?: string | undefined
  /** Refuses a superuser in `url`. */
  isStrict?: boolean
  /** The most connections, without two for appends; 10. */
  poolSize?: number
  log: Logger
  /** How long to wait for a PostgreSQL that is still starting; 30 s. */
  startWithinMs?: number
}

// Statements take milliseconds. One that takes longer than this is stuck and blocks others.
const lockTimeoutMs = 5_000
const statementTimeoutsMs = { read: 10_000, change: 15_000, job: 30_000, export: 30_000 } as const satisfies Record<
  TransactionKind,
  number
>
const idleTimeoutMs = 30_000
// Of all connections, the part of one restaurant and of one user. A request waits as long as for a connection.
const restaurantShare = 0.4
const userShare = 0.2
const leastShare = 2
const maxWaitMs = 5_000
// While one append waits for the disk, PostgreSQL works on the next. With more connections the groups are smaller and the
// throughput is no higher.
const appendConnections = 2

/**
 * Connects, migrates and finds the working role. Rejects with `StartError` where the database is too old, was
 * migrated by a newer QTable, or would let the server bypass row level security.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { workingRole } = await prepareDatabase(options)
  const { poolSize = 10 } = options
  // One more for what is no transaction: the check of the connection, and an append that waits for its clock.
  const pool = openPool({ ...options, max: poolSize + 1 })
  const shares = openFairShares({
    total: poolSize,
    shareOf: (key) =>
      Math.max(leastShare, Math.floor(poolSize * (key.startsWith('user') ? userShare : restaurantShare))),
    maxWaitMs,
  })
  const connections = Array.from({ length: appendConnections }, () =>
    openPipelinedConnection(() => connectClient(options)),
  )
  const appender = openAppender({
    shared: connections.map((connection) => async (members) => {
      const { rows } = await connection.query(appendStatement(members, { workingRole, patient: false }))
      return readOutcomes(members, rows)
    }),
    async sendAlone(member) {
      const { rows } = await pool.query(appendStatement([member], { workingRole, patient: true }))
      const [outcome] = readOutcomes([member], rows)
      if (!outcome || outcome.outcome === 'busy') throw new Error('a patient append is busy')
      return outcome
    },
  })

  async function transaction<T>(begin: string, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const release = await shares.take(keysOf(scope))
    try {
      return await inTransaction(begin, scope, work)
    } finally {
      release()
    }
  }

  async function inTransaction<T>(begin: string, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    const tx = openTx(client)
    let usable = false
    try {
      // One message. Where a setting is refused, the transaction is aborted and nothing can run in it, so the queries of
      // `work` need not wait for the answer.
      const begun = client.query(`${begin}; ${settingsQuery(workingRole, scope)}`)
      const [beginning, working] = await Promise.allSettled([begun, work(tx)])
      tx.close()
      if (beginning.status === 'rejected') throw beginning.reason
      if (working.status === 'rejected') throw working.reason
      const commit = await client.query('commit')
      usable = true
      // PostgreSQL answers the commit of a failed transaction with `ROLLBACK`, without an error.
      if (commit.command !== 'COMMIT') throw new Error('the transaction had failed and was not committed')
      return working.value
    } catch (error) {
      if (!usable) usable = await rolledBack(client)
      throw error
    } finally {
      client.release(!usable)
    }
  }

  async function guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw asProblem(error)
    }
  }

  return {
    asRestaurant: (restaurantId, work, { snapshot = false, kind = 'change' } = {}) =>
      guarded(() =>
        transaction(
          snapshot ? 'begin isolation level repeatable read, read only' : 'begin',
          { restaurantId, kind },
          work,
        ),
      ),
    asReaderOfClocks: (clocksOf, work) =>
      guarded(() => transaction('begin read only', { clocksOf, kind: 'read' }, work)),
    asAccount: (scope, work) => guarded(() => transaction('begin', { ...scope, kind: 'change' }, work)),
    asSystem: (work) => guarded(() => transaction('begin', { kind: 'job' }, work)),
    append: (members) => guarded(() => appender.append(members)),
    ping: () => guarded(async () => void (await pool.query('select 1'))),
    async close() {
      await appender.close()
      await Promise.all([pool.end(), ...connections.map((connection) => connection.close())])
    },
  }
}

// Refuses queries after the end: they would run outside the transaction, or in another one, without role and tenant.
function openTx(client: pg.PoolClient): Tx & { close(): void } {
  let isOpen = true
  return {
    async query<Row>(statement: string | Prepared, values: readonly unknown[] = []) {
      if (!isOpen) throw new Error('the transaction is over: a query was not awaited')
      const named = typeof statement === 'string' ? { text: statement } : statement
      const result = await client.query({ ...named, values: [...values] })
      return result.rows as Row[]
    },
    close() {
      isOpen = false
    },
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    // The connection is lost, and the transaction with it. The caller gets the first error; the pool drops the client.
    return false
  }
}

/** Whose share of the connections a transaction takes. */
function keysOf({ restaurantId, userId = currentRequester() }: Scope): string[] {
  return [
    ...(restaurantId === undefined ? [] : [`restaurant ${restaurantId}`]),
    ...(userId === undefined ? [] : [`user ${userId}`]),
  ]
}

// Every setting is local to the transaction, so that neither a pooler nor an earlier transaction of the connection can change
// what it sees.
function settingsQuery(workingRole: string, scope: Scope): string {
  const settings: [string, string][] = [
    ['role', workingRole],
    ['search_path', 'qtable, pg_temp'],
    ['statement_timeout', String(statementTimeoutsMs[scope.kind])],
    ['lock_timeout', String(lockTimeoutMs)],
    ['idle_in_transaction_session_timeout', String(idleTimeoutMs)],
    ['app.restaurant_id', scope.restaurantId === undefined ? '' : String(scope.restaurantId)],
    ['app.restaurant_ids', ''],
    ['app.clocks_of', scope.clocksOf?.join(',') ?? ''],
    ['app.user_id', scope.userId ?? ''],
    ['app.email', scope.email ?? ''],
    ['app.token_hash', scope.tokenHash ?? ''],
  ]
  const calls = settings.map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`)
  return `select ${calls.join(', ')}, ${durableCommit}`
}

/** An acknowledged commit must survive a crash. A stricter setting of the database (remote_apply) stays. */
const durableCommit = `set_config('synchronous_commit', case when current_setting('synchronous_commit')
  in ('off', 'local', 'remote_write') then 'on' else current_setting('synchronous_commit') end, true)`
