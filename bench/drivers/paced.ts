import { setTimeout as delay } from 'node:timers/promises'
import { type AudienceOptions, openAudience } from './audience.ts'
import { type LaneRequests, mustBe } from './closed-loop.ts'
import { versionIn } from './fan-out.ts'
import { type Lane, openLane } from './http-lane.ts'

/** A change and who heard of it; times in milliseconds since 1970, with fractions. */
export interface MeasuredChange {
  version: number
  sentAt: number
  answeredAt: number
  /** When a server that has no database says it took place; NaN where it does not say. */
  saidAt: number
  /** For every socket. */
  heardAt: number[]
}

/** What a run at a steady pace came to: everything that was not refused was answered, and reached every socket. */
export interface PacedResult {
  seconds: number
  /** Changes that the server turned away because it had too much to do. */
  refused: number
  driverBusy: number
  /** The changes of each restaurant. */
  restaurants: MeasuredChange[][]
}

export interface Paced {
  /** Sends so many changes a second, whatever becomes of them, spread evenly over the restaurants. */
  run(options: { perSecond: number; seconds: number }): Promise<PacedResult>
  /** The version that every socket of each restaurant has reached. */
  reached(): number[]
  close(): void
}

export interface PacedRestaurant extends Omit<AudienceOptions, 'port'> {
  lanes: readonly LaneRequests[]
}

/** Opens the sockets of each restaurant, and connections that change something there. */
export async function openPaced({
  port,
  restaurants,
}: {
  port: number
  restaurants: readonly PacedRestaurant[]
}): Promise<Paced> {
  const rooms: Awaited<ReturnType<typeof openRoom>>[] = []
  for (const restaurant of restaurants) rooms.push(await openRoom(port, restaurant))

  return {
    async run({ perSecond, seconds }) {
      for (const room of rooms) room.forget()
      const cpu = process.cpuUsage()
      const start = performance.now()
      const total = Math.round(perSecond * seconds)
      const changes: Promise<void>[] = []
      while (changes.length < total) {
        const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond))
        while (changes.length < due) {
          const room = rooms[changes.length % rooms.length]
          if (room) changes.push(room.change())
        }
        await delay(1)
      }
      await Promise.all(changes)
      const took = (performance.now() - start) / 1000
      await Promise.all(rooms.map((room) => room.settled()))
      const { user, system } = process.cpuUsage(cpu)
      const driverBusy = (user + system) / 1e6 / took
      const refused = rooms.reduce((sum, room) => sum + room.refused(), 0)
      return { seconds: took, refused, driverBusy, restaurants: rooms.map((room) => room.changes()) }
    },
    reached: () => rooms.map((room) => room.audience.reached),
    close() {
      for (const room of rooms) room.close()
    },
  }
}

const unavailable = 503

function now(): number {
  return performance.timeOrigin + performance.now()
}

async function openRoom(port: number, { lanes: wanted, ...options }: PacedRestaurant) {
  const audience = await openAudience({ port, ...options })
  const idle: { lane: Lane; requests: LaneRequests; next: number }[] = []
  const waiting: PromiseWithResolvers<(typeof idle)[number]>[] = []
  const lanes: Lane[] = []
  for (const requests of wanted) {
    const lane = await openLane({ port, keepsText: true })
    lanes.push(lane)
    idle.push({ lane, requests, next: 0 })
  }
  let changes: Omit<MeasuredChange, 'heardAt'>[] = []
  let arrivals = new Map<number, number[]>()
  let refused = 0
  audience.listen((from, to) => {
    const at = now()
    for (let version = from + 1; version <= to; version++) {
      const times = arrivals.get(version)
      if (times) times.push(at)
      else arrivals.set(version, [at])
    }
  })

  function freeLane(): Promise<(typeof idle)[number]> | (typeof idle)[number] {
    const one = idle.shift()
    if (one) return one
    const turn = Promise.withResolvers<(typeof idle)[number]>()
    waiting.push(turn)
    return turn.promise
  }

  return {
    audience,
    forget() {
      changes = []
      refused = 0
      arrivals = new Map()
    },
    async change(): Promise<void> {
      // What has to wait for a connection has waited: a server that is late makes no change look quicker.
      const sentAt = now()
      const one = await freeLane()
      const request = one.requests[one.next] ?? ''
      one.next = (one.next + 1) % one.requests.length
      const reply = await one.lane.ask(request)
      const answeredAt = now()
      const turn = waiting.shift()
      if (turn) turn.resolve(one)
      else idle.push(one)
      if (reply.status === unavailable) {
        refused += 1
        return
      }
      mustBe({ status: 200 }, reply)
      const saidAt = Number(/"at":([\d.]+)/.exec(reply.text)?.[1])
      changes.push({ version: versionIn(reply.text), sentAt, answeredAt, saidAt })
    },
    settled: () => audience.all(Math.max(0, ...changes.map(({ version }) => version))),
    refused: () => refused,
    /** All changes since the last `forget`. */
    changes(): MeasuredChange[] {
      // An answer that names another's version was to a change that changed nothing.
      if (new Set(changes.map(({ version }) => version)).size !== changes.length) {
        throw new Error('two changes were answered with one version')
      }
      return changes.map((change) => {
        const heardAt = arrivals.get(change.version) ?? []
        if (heardAt.some((at) => at < change.sentAt))
          throw new Error(`${change.version} was heard of before it was sent`)
        if (heardAt.length === audience.size) return { ...change, heardAt }
        throw new Error(`${heardAt.length} of ${audience.size} sockets heard of ${change.version}`)
      })
    },
    close() {
      audience.close()
      for (const lane of lanes) lane.close()
    },
  }
}
