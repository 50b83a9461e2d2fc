import { randomUUID } from 'node:crypto'
import type { Bus, Message } from './bus.ts'
import { readMessage, writeMessage } from './message.ts'
import type { RedisClient } from './redis-client.ts'

// A connection whose other end has vanished without a word looks alive until somebody asks.
const askEveryMs = 2000

/** The bus of nodes that share a Redis or Valkey: one channel of publish and subscribe per installation. */
export function openRedisBus({ commands, subscriber, prefix }: RedisClient): Bus {
  // The number changes with what the messages hold: nodes of another kind then do not hear them.
  const channel = `${prefix}bus:1`
  const self = randomUUID()
  const listeners = new Set<(message: Message) => void>()
  let isUp = false

  function subscribe(): void {
    subscriber.subscribe(channel).then(
      () => {
        isUp = true
      },
      // The connection went again: 'ready' comes again with the next one. One that stays and refuses is made anew.
      () => {
        if (subscriber.status === 'ready') subscriber.disconnect(true)
      },
    )
  }

  subscriber.on('ready', subscribe)
  subscriber.on('close', () => {
    isUp = false
  })
  subscriber.on('message', (from: string, text: string) => {
    const message = from === channel ? readMessage(self, text) : undefined
    if (message) for (const listener of listeners) listener(message)
  })
  if (subscriber.status === 'ready') subscribe()

  const asking = setInterval(() => {
    if (!isUp) return
    subscriber.ping().catch(() => {
      isUp = false
      if (subscriber.status === 'ready') subscriber.disconnect(true)
    })
  }, askEveryMs)
  asking.unref()

  return {
    publish(message) {
      if (commands.status !== 'ready') return
      // A message that is lost is made good by the head poll.
      commands.publish(channel, writeMessage(self, message)).catch(() => undefined)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get isUp() {
      return isUp
    },
    async close() {
      clearInterval(asking)
      isUp = false
      listeners.clear()
    },
  }
}
