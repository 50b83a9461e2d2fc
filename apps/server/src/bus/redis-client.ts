import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

/** The connections of this node to Redis or Valkey. A connection that is lost is tried again for ever. */
export interface RedisClient {
  /** For commands. They fail at once while there is no connection: whoever needs an answer has another way. */
  readonly commands: Redis
  /** For listening alone, as Redis wants it. */
  readonly subscriber: Redis
  /** What every key and channel begins with, so that several installations may share one Redis. */
  readonly prefix: string
  close(): Promise<void>
}

// Well below a second, so that a Redis that is back is found again before anybody misses it.
const retryAtMostMs = 500
const connectTimeoutMs = 2000
const answerWithinMs = 500

/** Begins to connect; resolves at once, also where nothing answers. */
export function openRedis({ url, prefix, log }: { url: string; prefix: string; log: Logger }): RedisClient {
  const options: RedisOptions = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    commandTimeout: answerWithinMs,
    retryStrategy: (attempt) => Math.min(retryAtMostMs, 25 * 2 ** Math.min(attempt, 6)),
    // A replica that was promoted elsewhere refuses writes until the connection is made anew.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  }
  const commands = new Redis(url, { ...options, connectionName: 'qtable' })
  // What is subscribed is subscribed again by us, so that `isUp` speaks of it.
  const subscriber = new Redis(url, { ...options, connectionName: 'qtable listens', autoResubscribe: false })
  for (const connection of [commands, subscriber]) {
    let isLost = false
    connection.on('error', (error: Error) => {
      if (!isLost) log.warn({ reason: error.message || error.name }, 'Redis cannot be reached; it is tried again')
      isLost = true
    })
    connection.on('ready', () => {
      if (isLost) log.info('Redis is back')
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
