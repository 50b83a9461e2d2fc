import { closeCodes } from '@qtable/protocol'
import { Counter, Gauge, type Registry } from 'prom-client'

/** What is counted of the sockets. */
export interface SocketMetrics {
  opened(endpoint: string): void
  closed(endpoint: string, code: number): void
  /** What to call for each message that is written to a socket of an endpoint. */
  sentOn(endpoint: string): () => void
  /** A handshake was answered with a problem. */
  refused(code: string): void
}

const ours: ReadonlySet<number> = new Set(Object.values(closeCodes))

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
    help: 'Sockets that were closed, by the code they were closed with',
    labelNames: ['endpoint', 'code'],
    registers,
  })
  // Counted here and looked up when asked for: a frame for two thousand sockets counts two thousand times.
  const messages = new Map<string, { count: number }>()
  new Counter({
    name: 'qtable_socket_messages_total',
    help: 'Messages written to sockets, each counted for every socket',
    labelNames: ['endpoint'],
    registers,
    collect() {
      this.reset()
      for (const [endpoint, { count }] of messages) this.inc({ endpoint }, count)
    },
  })
  const refusals = new Counter({
    name: 'qtable_socket_refusals_total',
    help: 'Handshakes that were refused, by problem',
    labelNames: ['code'],
    registers,
  })
  return {
    opened: (endpoint) => open.inc({ endpoint }),
    closed(endpoint, code) {
      open.dec({ endpoint })
      // A client may close with any number that it likes, and each would be counted for ever.
      closes.inc({ endpoint, code: code < 3000 || ours.has(code) ? code : 'other' })
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
