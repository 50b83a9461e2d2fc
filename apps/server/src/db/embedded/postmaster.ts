import { type ChildProcess, spawn } from 'node:child_process'
import { totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'
import { processOptions, type SystemUser } from './system-user.ts'

export interface PostmasterOptions {
  postgres: string
  cluster: string
  port: number
  user: SystemUser
  /** Off for tests alone: a crash of the machine may then destroy the cluster. */
  durable: boolean
  maxConnections: number
  log: Logger
}

/** A running PostgreSQL. */
export interface Postmaster {
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>
  /** Ends all sessions and stops; escalates where that takes too long. */
  stop(): Promise<void>
}

/** Why PostgreSQL ended before it was ready. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'
  readonly isPortTaken: boolean

  constructor(said: readonly string[]) {
    const words = said.filter((line) => /(FATAL|PANIC|ERROR):|error while loading/.test(line)).map(withoutPrefix)
    super(words.at(-1) ?? said.at(-1) ?? 'it said nothing')
    this.isPortTaken = said.some((line) => /could not create any TCP\/IP sockets|Address already in use/.test(line))
  }
}

// For one machine that it shares with the server; who needs more has a PostgreSQL of their own. No replicas, so the least
// WAL; nothing personal in the log, so no statements and no values.
function settings({ durable, maxConnections, port }: PostmasterOptions): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: `${sharedBuffersMb()}MB`,
    io_method: 'sync',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    min_wal_size: '64MB',
    max_wal_size: '512MB',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '',
    log_checkpoints: 'off',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_min_messages: 'warning',
  }
}

// An eighth of what there is, or of what a container may have, so that the pages stay here that many restaurants in service
// change all the time. PostgreSQL takes of it what it uses.
function sharedBuffersMb(): number {
  const megabytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20
  return Math.round(Math.min(1024, Math.max(128, megabytes / 8)))
}

// Of the GNU C library; others do not know them. Unset, a connection gives its memory back to the system after every large
// statement and has it mapped again for the next, page by page.
const keepMemory = { MALLOC_TRIM_THRESHOLD_: String(16 * 2 ** 20), MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20) }

const readyLine = 'database system is ready to accept connections'

/** Starts PostgreSQL and resolves when it accepts connections; rejects with `NotStarted` where it ends before. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { postgres, cluster, user, log } = options
  const args = ['-D', cluster]
  for (const [name, value] of Object.entries(settings(options))) args.push('-c', `${name}=${value}`)
  // Detached: Ctrl-C in a terminal goes to the whole group, and PostgreSQL must outlive the server's last request.
  const { env, ...asUser } = processOptions(user)
  const child = spawn(postgres, args, {
    ...asUser,
    env: { ...env, ...keepMemory },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.includes(readyLine)) ready.resolve()
    said.push(line)
    if (said.length > 50) said.shift()
    logLine(log, line)
  })
  child.once('error', (error) => {
    ready.reject(error)
    ended.resolve()
  })
  child.once('exit', () => ended.resolve())
  // Later than 'exit': by then its last words are here.
  child.once('close', () => ready.reject(new NotStarted(said)))
  let isStopping = false
  // When the server ends without stopping us (an exception) or before we have stopped, PostgreSQL must not stay behind.
  const endWithUs = () => void child.kill(isStopping ? 'SIGQUIT' : 'SIGINT')
  process.once('exit', endWithUs)
  void ended.promise.then(() => process.removeListener('exit', endWithUs))
  await ready.promise
  return {
    ended: ended.promise,
    stop() {
      isStopping = true
      return stop(child, ended.promise)
    },
  }
}

// Fast: roll back what is open and write a checkpoint. Immediate: as in a crash, recovery at the next start. Together they
// take less than the 20 seconds that the server gives itself.
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 3_000],
  ]
  for (const [signal, patienceMs] of steps) {
    child.kill(signal)
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => resolve('late'), patienceMs)
    const outcome = await Promise.race([ended, late])
    clearTimeout(timer)
    if (outcome !== 'late') return
  }
}

function logLine(log: Logger, line: string): void {
  const text = withoutPrefix(line)
  if (/^(FATAL|PANIC):/.test(line)) {
    // These end a connection (a wrong password, a shutdown) far more often than PostgreSQL itself.
    log.warn({ postgres: text }, 'PostgreSQL')
  } else if (/^(ERROR|WARNING):/.test(line)) {
    log.info({ postgres: text }, 'PostgreSQL')
  } else {
    log.debug({ postgres: text }, 'PostgreSQL')
  }
}

function withoutPrefix(line: string): string {
  return line.replace(/^(LOG|FATAL|PANIC|ERROR|WARNING|HINT|DETAIL): +/, '')
}
