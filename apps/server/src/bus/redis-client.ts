import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

/** This node's connections to Redis or Valkey. A lost connection is retried without end. */
export interface RedisClient {
  /** For commands. Without a connection they fail at once, so that callers can use their fallback. */
  readonly commands: Redis
  /** For subscriptions: Redis allows nothing else on such a connection. */
  readonly subscriber: Redis
  /** The prefix of every key and channel, so that several installations can share one Redis. */
  readonly prefix: string
  close(): Promise<void>
}

// Well below the second that a lost hint may cost.
const maxRetryMs = 500
const connectTimeoutMs = 2000
const commandTimeoutMs = 500

/** Starts to connect and returns without waiting for the connection. */
export function openRedis({ url, prefix, log }: { url: string; prefix: string; log: Logger }): RedisClient {
  const options: RedisOptions = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    retryStrategy: (attempt) => Math.min(maxRetryMs, 25 * 2 ** Math.min(attempt, 6)),
    // After a failover the old primary is a read-only replica: reconnect to reach the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  }
  const commands = new Redis(url, { ...options, connectionName: 'qtable' })
  // The bus subscribes again itself, because `isUp` must be false until then.
  const subscriber = new Redis(url, { ...options, connectionName: 'qtable subscriber', autoResubscribe: false })
  for (const connection of [commands, subscriber]) {
    let isLost = false
    connection.on('error', (error: Error) => {
      if (!isLost) log.warn({ reason: error.message || error.name }, 'Redis cannot be reached; retrying')
      isLost = true
    })
    connection.on('ready', () => {
      if (isLost) log.info('Redis can be reached again')
      isLost = false
    })
  }
  return {
    commands,
    subscriber,
    prefix,
    async close() {
      subscriber.disconnect()
      commands.disconnect()
    },
  }
}
