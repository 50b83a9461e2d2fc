import { Problem } from '@qtable/domain'

/** Seconds after which a client may try again: a restart of PostgreSQL takes about this long. */
const retryAfterSeconds = 2

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
])

// Whole classes: 08 connection, 53 out of connections, memory or disk, 58 the database's own files.
const unavailableClasses = ['08', '53', '58']
const unavailableStates = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '57014', // query_canceled: our statement_timeout
  '55P03', // lock_not_available: our lock_timeout
  '40P01', // deadlock_detected
  '40001', // serialization_failure
  '25006', // read_only_sql_transaction: we still talk to a primary that became a standby
  '25P03', // idle_in_transaction_session_timeout
])

// pg has no codes for its own failures. These are its messages, from a test or from its sources (8.23).
const driverMessage =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end)/

/** Whether the database or the network failed, so that the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // Node tries several addresses of one host and reports all failures together.
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (networkCodes.has(code) || unavailableStates.has(code)) return true
  if (code.length === 5 && unavailableClasses.includes(code.slice(0, 2))) return true
  return driverMessage.test(error.message)
}

/** The problem `unavailable` for an error that may not happen again; any other error unchanged. */
export function asProblem(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  return new Problem('unavailable', 'The database cannot be reached', { cause: error, retryAfterSeconds })
}
