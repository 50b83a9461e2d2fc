import type { Settling } from '../outbox.ts'
import type { Store } from '../store.ts'
import type { Connection, ConnectionEvent } from '../transport/connection.ts'
import type { World } from '../world.ts'
import { backoffMs } from './backoff.ts'
import { type Answer, answered, failed, nextToSend, sent } from './delivery.ts'

/** Brings the outbox to the server, one consignment at a time. */
export interface Sender {
  /** Sends what is next, where nothing is on its way. */
  deliver(connection: Connection): void
  /** What the server said about something that was sent. */
  take(event: Extract<ConnectionEvent, { type: 'send_failed' }> | CommandResult, connection: Connection): void
  stop(): void
}

type CommandResult = Extract<Extract<ConnectionEvent, { type: 'message' }>['message'], { type: 'command_result' }>

// Commands in one second before the rest takes the way of HTTP: a server closes at 50 messages (SY62), and acks and
// pongs count too.
const commandsPerSecond = 30

export function openSender({ store, world }: { store: Store; world: World }): Sender {
  let timer: unknown
  let isResting = false
  let sentAt: number[] = []

  function deliver(connection: Connection): void {
    if (isResting) return
    const now = world.now()
    sentAt = sentAt.filter((at) => now - at < 1000)
    const consignment = nextToSend(store.outbox, { isSocketBusy: sentAt.length >= commandsPerSecond })
    if (!consignment) return
    if (consignment.message.type === 'command') sentAt.push(now)
    store.changeOutbox((outbox) => ({ outbox: sent(outbox, consignment), settled: [] }))
    connection.send(consignment.message)
  }

  function rest(ms: number, connection: Connection): void {
    isResting = true
    world.clearTimeout(timer)
    timer = world.setTimeout(() => {
      isResting = false
      deliver(connection)
    }, ms)
  }

  return {
    deliver,
    take(event, connection) {
      let answer: Answer | undefined
      const failures = Math.max(0, ...store.outbox.map((pending) => pending.failures))
      store.changeOutbox((outbox): Settling => {
        answer =
          event.type === 'send_failed'
            ? failed(outbox, event.ids, event.problem)
            : answered(outbox, event, store.base?.floor.version ?? 0)
        return answer
      })
      if (!answer?.isToRepeat) return deliver(connection)
      const least = event.type === 'send_failed' ? (event.problem.retryAfterSeconds ?? 0) * 1000 : 0
      rest(Math.max(least, backoffMs(failures, world.random)), connection)
    },
    stop() {
      isResting = false
      world.clearTimeout(timer)
    },
  }
}
