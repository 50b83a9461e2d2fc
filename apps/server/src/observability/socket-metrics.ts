import { closeCodes } from '@qtable/protocol'
import { Counter, Gauge, type Registry } from 'prom-client'

/** The metrics of the sockets. */
export interface SocketMetrics {
  opened(endpoint: string): void
  closed(endpoint: string, code: number): void
  /** Returns the function to call for each message written to a socket of an endpoint. */
  sentOn(endpoint: string): () => void
  /** Counts a refused handshake by its problem code. */
  refused(code: string): void
}

const ownCodes: ReadonlySet<number> = new Set(Object.values(closeCodes))

export function openSocketMetrics(registry: Registry): SocketMetrics {
  const registers = [registry]
  const open = new Gauge({
    name: 'qtable_sockets',
    help: 'Open sockets',
    labelNames: ['endpoint'],
    registers,
  })
  const closes = new Counter({
    name: 'qtable_socket_closes_total',
    help: 'Closed sockets, by close code',
    labelNames: ['endpoint', 'code'],
    registers,
  })
  // Plain numbers, exported on collect, because a frame for two thousand sockets is counted two thousand times.
  const messages = new Map<string, { count: number }>()
  new Counter({
    name: 'qtable_socket_messages_total',
    help: 'Messages written to sockets, counted once per socket',
    labelNames: ['endpoint'],
    registers,
    collect() {
      this.reset()
      for (const [endpoint, { count }] of messages) this.inc({ endpoint }, count)
    },
  })
  const refusals = new Counter({
    name: 'qtable_socket_refusals_total',
    help: 'Refused handshakes, by problem code',
    labelNames: ['code'],
    registers,
  })
  return {
    opened: (endpoint) => open.inc({ endpoint }),
    closed(endpoint, code) {
      open.dec({ endpoint })
      // Clients may close with any code: a label for each would grow without limit.
      closes.inc({ endpoint, code: code < 3000 || ownCodes.has(code) ? code : 'other' })
    },
    sentOn(endpoint) {
      const known = messages.get(endpoint) ?? { count: 0 }
      messages.set(endpoint, known)
      return () => {
        known.count += 1
      }
    },
    refused: (code) => refusals.inc({ code }),
  }
}
