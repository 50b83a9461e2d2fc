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
  /** False only in tests: a crash of the machine may then destroy the cluster. */
  durable: boolean
  maxConnections: number
  log: Logger
}

/** A running PostgreSQL. */
export interface Postmaster {
  /** Resolves when PostgreSQL has ended for any reason. */
  ended: Promise<void>
  /** Ends all sessions and stops. Escalates after a timeout. */
  stop(): Promise<void>
}

/** Why PostgreSQL ended before it was ready. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'
  readonly isPortTaken: boolean

  constructor(output: readonly string[]) {
    const errors = output.filter((line) => /(FATAL|PANIC|ERROR):|error while loading/.test(line)).map(withoutPrefix)
    super(errors.at(-1) ?? output.at(-1) ?? 'it wrote no output')
    this.isPortTaken = output.some((line) => /could not create any TCP\/IP sockets|Address already in use/.test(line))
  }
}

// For a machine shared with the server. Without replicas the WAL is minimal. The log must hold no personal data, so no
// statements and no values.
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

// An eighth of the memory of the machine or container, enough for the pages that restaurants in service change all the time.
// PostgreSQL allocates only what it uses.
function sharedBuffersMb(): number {
  const megabytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20
  return Math.round(Math.min(1024, Math.max(128, megabytes / 8)))
}

// Settings of the GNU C library. Without them a connection returns its memory to the system after every large statement and
// maps it again for the next, page by page.
const keepMemory = { MALLOC_TRIM_THRESHOLD_: String(16 * 2 ** 20), MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20) }

const readyLine = 'database system is ready to accept connections'

/** Starts PostgreSQL and resolves when it accepts connections; rejects with `NotStarted` where it ends before. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { postgres, cluster, user, log } = options
  const args = ['-D', cluster]
  for (const [name, value] of Object.entries(settings(options))) args.push('-c', `${name}=${value}`)
  // Detached, because Ctrl-C in a terminal signals the whole group and PostgreSQL must outlive the server's last request.
  const { env, ...asUser } = processOptions(user)
  const child = spawn(postgres, args, {
    ...asUser,
    env: { ...env, ...keepMemory },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const output: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.includes(readyLine)) ready.resolve()
    output.push(line)
    if (output.length > 50) output.shift()
    logLine(log, line)
  })
  child.once('error', (error) => {
    ready.reject(error)
    ended.resolve()
  })
  child.once('exit', () => ended.resolve())
  // Later than 'exit', so all output has been read.
  child.once('close', () => ready.reject(new NotStarted(output)))
  // PostgreSQL must not outlive a server that ends without `stop` (after an exception).
  const interruptChild = () => void child.kill('SIGINT')
  process.once('exit', interruptChild)
  void ended.promise.then(() => process.removeListener('exit', interruptChild))
  await ready.promise
  return { ended: ended.promise, stop: () => stop(child, ended.promise) }
}

// Fast: rolls back open transactions and writes a checkpoint. Immediate: like a crash, with recovery at the next start.
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
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
