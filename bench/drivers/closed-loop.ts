import { randomUUID } from 'node:crypto'
import { type Lane, openLane, type Reply } from './http-lane.ts'

/** Stands in a request for an id that is made anew each time it is sent; as long as one, so that the length stays right. */
export const newId = 'an id that is new with every request'

/** Requests of one connection, asked in order and then from the start again. */
export type LaneRequests = readonly string[]

/** What every answer must be. */
export interface Expected {
  status: number
  /** Where all bodies are the same. */
  bytes?: number
}

/** What a run measured and was told. */
export interface LoopResult {
  count: number
  seconds: number
  /** Of each request, in milliseconds. */
  latencies: Float64Array
  /** The share of a core that this process took: near 1 it was the driver that could do no more. */
  driverBusy: number
  /** The transactions that the answers name, where they are kept. */
  transactionIds: string[]
}

export interface ClosedLoop {
  /** Every lane asks again as soon as it has its answer, for some seconds or so many times; rejects at a wrong answer. */
  run(until: { seconds: number } | { times: number }): Promise<LoopResult>
  close(): void
}

/** Opens one connection for each of `lanes`; they go on where they were with every run. */
export async function openClosedLoop(options: {
  port: number
  lanes: readonly LaneRequests[]
  expected: Expected
  keepsTransactions: boolean
}): Promise<ClosedLoop> {
  const { port, expected, keepsTransactions } = options
  const opened: { lane: Lane; requests: LaneRequests; next: number }[] = []
  for (const requests of options.lanes) {
    opened.push({ lane: await openLane({ port, keepsText: keepsTransactions }), requests, next: 0 })
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
          const askedAt = performance.now()
          if (askedAt >= endAt) return
          const reply = await one.lane.ask(request)
          latencies.push(performance.now() - askedAt)
          one.next = (one.next + 1) % one.requests.length
          mustBe(expected, reply)
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
      for (const { lane } of opened) lane.close()
    },
  }
}

/** Throws where an answer is not what it must be. */
export function mustBe(expected: Expected, { status, bytes, text }: Reply): void {
  if (status !== expected.status) throw new Error(`answered ${status}, not ${expected.status}: ${text.slice(0, 500)}`)
  if (expected.bytes !== undefined && bytes !== expected.bytes) {
    throw new Error(`an answer of ${bytes} bytes, not ${expected.bytes}`)
  }
}

const before = '"transaction_id":"'

function transactionIdIn({ text }: Reply): string {
  const at = text.indexOf(before)
  if (at === -1) throw new Error(`an answer without a transaction: ${text}`)
  return text.slice(at + before.length, at + before.length + 36)
}
