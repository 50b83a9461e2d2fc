import pg from 'pg'
import type { Logger } from 'pino'

// Above the server's own timeouts, for a server or network that does not answer at all.
const connectTimeoutMs = 5_000
const answerTimeoutMs = 35_000

function optionsFor(url: string): pg.ClientConfig & { pipeline: boolean } {
  return {
    connectionString: url,
    application_name: 'qtable',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    // The begin of a transaction travels with its first query.
    pipeline: true,
    types: { getTypeParser: typeParser },
  }
}

/** Connections for whoever needs one, `max` at most. */
export function openPool({ url, log, max }: { url: string; log: Logger; max: number }): pg.Pool {
  const pool = new pg.Pool({ ...optionsFor(url), max, idleTimeoutMillis: 60_000 })
  pool.on('error', (error) => log.warn({ reason: error.message }, 'lost an idle database connection'))
  // While a client is checked out the pool does not listen, and an unheard 'error' would end the process. The query
  // under way, or the next one, rejects with the same error.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** One connection. Its 'error' must be listened for. */
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
