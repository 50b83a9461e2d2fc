import { randomUUID } from 'node:crypto'
import { type HttpConnection, openHttpConnection, type Reply } from './http-connection.ts'

/** A placeholder in a request: each time it is sent, a new id replaces it. As long as an id, so `content-length` holds. */
export const newId = 'an id that is new with every request'

/** The requests of one connection, sent in order, then from the start again. */
export type RequestCycle = readonly string[]

/** The status and length of every answer. */
export interface Expected {
  status: number
  /** Absent where bodies differ. */
  bytes?: number
}

/** The measurements of a run. */
export interface LoopResult {
  count: number
  seconds: number
  /** The latency of each request in milliseconds. */
  latencies: Float64Array
  /** The share of a core that this process took. Near 1 the driver was the bottleneck. */
  driverBusy: number
  /** The transaction of each answer; empty without `keepsTransactions`. */
  transactionIds: string[]
}

export interface ClosedLoop {
  /** Each connection sends its next request as soon as it has an answer. Rejects at an answer that is not as expected. */
  run(until: { seconds: number } | { times: number }): Promise<LoopResult>
  close(): void
}

/** Opens the connections. Each run continues their request cycles. */
export async function openClosedLoop(options: {
  port: number
  connections: readonly RequestCycle[]
  expected: Expected
  keepsTransactions: boolean
}): Promise<ClosedLoop> {
  const { port, expected, keepsTransactions } = options
  const opened: { connection: HttpConnection; requests: RequestCycle; next: number }[] = []
  for (const requests of options.connections) {
    opened.push({ connection: await openHttpConnection({ port, keepsText: keepsTransactions }), requests, next: 0 })
  }

  return {
    async run(until) {
      const latencies: number[] = []
      const transactionIds: string[] = []
      const start = performance.now()
      const before = process.cpuUsage()
      const endAt = 'seconds' in until ? start + until.seconds * 1000 : Number.POSITIVE_INFINITY
      const times = 'times' in until ? until.times : Number.POSITIVE_INFINITY
      const loop = async (one: (typeof opened)[number]) => {
        for (let n = 0; n < times; n++) {
          const request = one.requests[one.next]?.replaceAll(newId, () => randomUUID()) ?? ''
          const sentAt = performance.now()
          if (sentAt >= endAt) return
          const reply = await one.connection.send(request)
          latencies.push(performance.now() - sentAt)
          one.next = (one.next + 1) % one.requests.length
          verifyReply(expected, reply)
          if (keepsTransactions) transactionIds.push(transactionIdIn(reply))
        }
      }
      await Promise.all(opened.map(loop))
      const seconds = (performance.now() - start) / 1000
      const { user, system } = process.cpuUsage(before)
      const driverBusy = (user + system) / 1e6 / seconds
      return { count: latencies.length, seconds, driverBusy, latencies: Float64Array.from(latencies), transactionIds }
    },
    close() {
      for (const { connection } of opened) connection.close()
    },
  }
}

/** Throws where an answer is not as expected. */
export function verifyReply(expected: Expected, { status, bytes, text }: Reply): void {
  if (status !== expected.status) throw new Error(`answered ${status}, not ${expected.status}: ${text.slice(0, 500)}`)
  if (expected.bytes !== undefined && bytes !== expected.bytes) {
    throw new Error(`an answer of ${bytes} bytes, not ${expected.bytes}`)
  }
}

const transactionKey = '"transaction_id":"'

function transactionIdIn({ text }: Reply): string {
  const at = text.indexOf(transactionKey)
  if (at === -1) throw new Error(`an answer without a transaction: ${text}`)
  return text.slice(at + transactionKey.length, at + transactionKey.length + 36)
}
