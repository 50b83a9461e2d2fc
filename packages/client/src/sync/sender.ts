import type { CommandResult } from '@qtable/protocol'
import { withDelivery } from '../outbox/outbox.ts'
import type { Platform } from '../platform.ts'
import type { Store } from '../replica/store.ts'
import type { ConnectionEvent, ServerConnection } from '../transport/connection.ts'
import { backoffMs } from './backoff.ts'
import { afterFailure, afterResult, type DeliveryResult, nextDelivery } from './delivery.ts'

/** Sends the outbox, one message at a time. */
export interface Sender {
  /** Sends the next message, unless one is on its way. */
  deliver(connection: ServerConnection): void
  /** Takes the answer to a message. */
  take(answer: Extract<ConnectionEvent, { type: 'send_failed' }> | CommandResult, connection: ServerConnection): void
  stop(): void
}

// A server closes a socket at 50 messages in a second (SY62), and acks and pongs count too.
const commandsPerSecond = 30

export function openSender({ store, platform }: { store: Store; platform: Platform }): Sender {
  let timer: unknown
  let isBackingOff = false
  let sentAt: number[] = []

  function deliver(connection: ServerConnection): void {
    if (isBackingOff) return
    const now = platform.now()
    sentAt = sentAt.filter((at) => now - at < 1000)
    const delivery = nextDelivery(store.outbox, { isSocketBusy: sentAt.length >= commandsPerSecond })
    if (!delivery) return
    if (delivery.message.type === 'command') sentAt.push(now)
    store.changeOutbox((outbox) => ({ outbox: withDelivery(outbox, delivery.ids, { stage: 'sent' }), settled: [] }))
    connection.send(delivery.message)
  }

  function backOff(ms: number, connection: ServerConnection): void {
    isBackingOff = true
    platform.clearTimeout(timer)
    timer = platform.setTimeout(() => {
      isBackingOff = false
      deliver(connection)
    }, ms)
  }

  return {
    deliver,
    take(answer, connection) {
      let result: DeliveryResult | undefined
      const failures = Math.max(0, ...store.outbox.map((entry) => entry.failures))
      store.changeOutbox((outbox) => {
        result =
          answer.type === 'send_failed'
            ? afterFailure(outbox, answer.ids, answer.problem)
            : afterResult(outbox, answer, store.base?.floor.version ?? 0)
        return result
      })
      if (!result?.isRetryNeeded) return deliver(connection)
      const atLeastMs = answer.type === 'send_failed' ? (answer.problem.retryAfterSeconds ?? 0) * 1000 : 0
      backOff(Math.max(atLeastMs, backoffMs(failures, platform.random)), connection)
    },
    stop() {
      isBackingOff = false
      platform.clearTimeout(timer)
    },
  }
}
