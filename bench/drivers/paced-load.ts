import { setTimeout as delay } from 'node:timers/promises'
import { type RequestCycle, verifyReply } from './closed-loop.ts'
import { versionIn } from './fan-out.ts'
import { type HttpConnection, openHttpConnection } from './http-connection.ts'
import { openSubscribers, type SubscriberOptions } from './subscribers.ts'

/** The times of one change, in milliseconds since 1970 with fractions. */
export interface MeasuredChange {
  version: number
  sentAt: number
  answeredAt: number
  /** When a bare server says that it sent the frame; NaN from any other server. */
  broadcastAt: number
  /** When each socket received the frame. */
  receivedAt: number[]
}

/** The measurements of a run. Every change that was not refused was answered and reached every socket. */
export interface PacedResult {
  seconds: number
  /** Changes that the server answered with 503. */
  refused: number
  driverBusy: number
  /** The changes of each restaurant. */
  restaurants: MeasuredChange[][]
}

export interface PacedLoad {
  /** Sends changes at a fixed rate, spread evenly over the restaurants, without waiting for answers (an open loop). */
  run(options: { perSecond: number; seconds: number }): Promise<PacedResult>
  /** The version that every socket has, for each restaurant. */
  reached(): number[]
  close(): void
}

export interface PacedRestaurant extends Omit<SubscriberOptions, 'port'> {
  connections: readonly RequestCycle[]
}

/** Opens the sockets of each restaurant and the connections that change it. */
export async function openPacedLoad({
  port,
  restaurants,
}: {
  port: number
  restaurants: readonly PacedRestaurant[]
}): Promise<PacedLoad> {
  const opened: OpenRestaurant[] = []
  for (const restaurant of restaurants) opened.push(await openRestaurant(port, restaurant))

  return {
    async run({ perSecond, seconds }) {
      for (const one of opened) one.reset()
      const cpu = process.cpuUsage()
      const start = performance.now()
      const total = Math.round(perSecond * seconds)
      const changes: Promise<void>[] = []
      while (changes.length < total) {
        const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond))
        while (changes.length < due) {
          changes.push((opened[changes.length % opened.length] as OpenRestaurant).change())
        }
        await delay(1)
      }
      await Promise.all(changes)
      const took = (performance.now() - start) / 1000
      await Promise.all(opened.map((one) => one.delivered()))
      const { user, system } = process.cpuUsage(cpu)
      const driverBusy = (user + system) / 1e6 / took
      const refused = opened.reduce((sum, one) => sum + one.refused(), 0)
      return { seconds: took, refused, driverBusy, restaurants: opened.map((one) => one.changes()) }
    },
    reached: () => opened.map((one) => one.subscribers.reached),
    close() {
      for (const one of opened) one.close()
    },
  }
}

const unavailable = 503

function now(): number {
  return performance.timeOrigin + performance.now()
}

type OpenRestaurant = Awaited<ReturnType<typeof openRestaurant>>

async function openRestaurant(port: number, { connections: cycles, ...options }: PacedRestaurant) {
  const subscribers = await openSubscribers({ port, ...options })
  const idle: { connection: HttpConnection; requests: RequestCycle; next: number }[] = []
  const waiting: PromiseWithResolvers<(typeof idle)[number]>[] = []
  const connections: HttpConnection[] = []
  for (const requests of cycles) {
    const connection = await openHttpConnection({ port, keepsText: true })
    connections.push(connection)
    idle.push({ connection, requests, next: 0 })
  }
  let changes: Omit<MeasuredChange, 'receivedAt'>[] = []
  let arrivals = new Map<number, number[]>()
  let refused = 0
  subscribers.listen((from, to) => {
    const at = now()
    for (let version = from + 1; version <= to; version++) {
      const times = arrivals.get(version)
      if (times) times.push(at)
      else arrivals.set(version, [at])
    }
  })

  function idleConnection(): Promise<(typeof idle)[number]> | (typeof idle)[number] {
    const one = idle.shift()
    if (one) return one
    const turn = Promise.withResolvers<(typeof idle)[number]>()
    waiting.push(turn)
    return turn.promise
  }

  return {
    subscribers,
    reset() {
      changes = []
      refused = 0
      arrivals = new Map()
    },
    async change(): Promise<void> {
      // Counted from here, the wait for a connection is part of the latency of a slow server.
      const sentAt = now()
      const one = await idleConnection()
      const request = one.requests[one.next] ?? ''
      one.next = (one.next + 1) % one.requests.length
      const reply = await one.connection.send(request)
      const answeredAt = now()
      const turn = waiting.shift()
      if (turn) turn.resolve(one)
      else idle.push(one)
      if (reply.status === unavailable) {
        refused += 1
        return
      }
      verifyReply({ status: 200 }, reply)
      const broadcastAt = Number(/"at":([\d.]+)/.exec(reply.text)?.[1])
      changes.push({ version: versionIn(reply.text), sentAt, answeredAt, broadcastAt })
    },
    delivered: () => subscribers.haveReached(Math.max(0, ...changes.map(({ version }) => version))),
    refused: () => refused,
    /** All changes since the last `reset`. */
    changes(): MeasuredChange[] {
      // A change that changed nothing is answered with the version of another one.
      if (new Set(changes.map(({ version }) => version)).size !== changes.length) {
        throw new Error('two changes have one version')
      }
      return changes.map((change) => {
        const receivedAt = arrivals.get(change.version) ?? []
        if (receivedAt.some((at) => at < change.sentAt))
          throw new Error(`${change.version} was received before it was sent`)
        if (receivedAt.length === subscribers.size) return { ...change, receivedAt }
        throw new Error(`${receivedAt.length} of ${subscribers.size} sockets received ${change.version}`)
      })
    },
    close() {
      subscribers.close()
      for (const connection of connections) connection.close()
    },
  }
}
