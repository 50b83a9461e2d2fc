import pg from 'pg'
import type { Logger } from 'pino'

// Longer than PostgreSQL's timeouts, for a server or network that does not answer.
const connectTimeoutMs = 5_000
const answerTimeoutMs = 35_000

function optionsFor(url: string): pg.ClientConfig & { pipeline: boolean } {
  return {
    connectionString: url,
    application_name: 'qtable',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    // `begin` is sent with the first query of the transaction.
    pipeline: true,
    types: { getTypeParser: typeParser },
  }
}

/** Opens a pool of at most `max` connections. */
export function openPool({ url, log, max }: { url: string; log: Logger; max: number }): pg.Pool {
  const pool = new pg.Pool({ ...optionsFor(url), max, idleTimeoutMillis: 60_000 })
  pool.on('error', (error) => log.warn({ reason: error.message }, 'lost an idle database connection'))
  // The pool does not listen to a client that is checked out, and an unhandled 'error' would end the process. The query in
  // flight, or the next one, rejects with the same error.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Opens one connection. The caller must listen for 'error'. */
export async function connectClient({ url }: { url: string }): Promise<pg.Client> {
  const client = new pg.Client(optionsFor(url))
  await client.connect()
  return client
}

const int8 = 20

/** Versions and counts are bigint in the database and stay far below 2^53. */
function typeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8 && format !== 'binary') return safeInteger
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('a bigint of the database does not fit a number')
  return value
}
