import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { openGuard } from '../guarded.ts'
import type { Bus, BusMessage } from './bus.ts'
import { decodeMessage, encodeMessage } from './message-codec.ts'
import type { RedisClient } from './redis-client.ts'

// A connection whose peer is gone without a FIN looks open until something is sent.
const pingEveryMs = 2000

/** A bus over Redis or Valkey: one pub/sub channel per installation. */
export function openRedisBus({ commands, subscriber, prefix }: RedisClient, log?: Logger): Bus {
  const guard = openGuard({ where: 'bus', log })
  // The number changes with the message format, so that nodes of another format do not receive these messages.
  const channel = `${prefix}bus:1`
  const self = randomUUID()
  const listeners = new Set<(message: BusMessage) => void>()
  let isUp = false

  function subscribe(): void {
    subscriber.subscribe(channel).then(
      () => {
        isUp = true
      },
      // If the connection was lost, the next one emits 'ready' again. If it is open and refuses, reconnect.
      () => {
        if (subscriber.status === 'ready') subscriber.disconnect(true)
      },
    )
  }

  subscriber.on('ready', guard(subscribe))
  subscriber.on(
    'close',
    guard(() => {
      isUp = false
    }),
  )
  // One message that cannot be handled must not keep those after it from their listeners.
  const guardedMessage = guard((from: string, text: string) => {
    const message = from === channel ? decodeMessage(self, text) : undefined
    if (message) for (const listener of listeners) listener(message)
  })
  subscriber.on('message', guardedMessage)
  if (subscriber.status === 'ready') subscribe()

  const guardedPing = guard(() => {
    if (!isUp) return
    subscriber.ping().catch(() => {
      isUp = false
      if (subscriber.status === 'ready') subscriber.disconnect(true)
    })
  })
  const pinging = setInterval(guardedPing, pingEveryMs)
  pinging.unref()

  return {
    publish(message) {
      if (commands.status !== 'ready') return
      // The head poll makes up for a lost message.
      commands.publish(channel, encodeMessage(self, message)).catch(() => undefined)
    },
    subscribe(listener) {
      const guardedListener = guard(listener)
      listeners.add(guardedListener)
      return () => listeners.delete(guardedListener)
    },
    get isUp() {
      return isUp
    },
    async close() {
      clearInterval(pinging)
      isUp = false
      listeners.clear()
    },
  }
}
