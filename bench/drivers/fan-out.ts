import { type Audience, type AudienceOptions, openAudience } from './audience.ts'
import { type LaneRequests, mustBe } from './closed-loop.ts'
import { type Lane, openLane } from './http-lane.ts'

/** What a run of a fan-out measured. */
export interface FanOutResult {
  frames: number
  merged: number
  seconds: number
  driverBusy: number
}

export interface FanOut {
  /** Changes as fast as every socket hears of it, for some seconds; each lane has one change under way at a time. */
  run(seconds: number): Promise<FanOutResult>
  /** The version that every socket has reached. */
  reached(): number
  close(): void
}

/** Opens the sockets of one restaurant, and connections that change something there. */
export async function openFanOut(options: AudienceOptions & { lanes: readonly LaneRequests[] }): Promise<FanOut> {
  const audience: Audience = await openAudience(options)
  const lanes: { lane: Lane; requests: LaneRequests; next: number }[] = []
  for (const requests of options.lanes) {
    lanes.push({ lane: await openLane({ port: options.port, keepsText: true }), requests, next: 0 })
  }

  async function changeAndWait(one: (typeof lanes)[number]): Promise<void> {
    const reply = await one.lane.ask(one.requests[one.next] ?? '')
    one.next = (one.next + 1) % one.requests.length
    mustBe({ status: 200 }, reply)
    await audience.all(versionIn(reply.text))
  }

  return {
    async run(seconds) {
      const { frames, merged } = audience
      const cpu = process.cpuUsage()
      const start = performance.now()
      const endAt = start + seconds * 1000
      const loop = async (one: (typeof lanes)[number]) => {
        while (performance.now() < endAt) await changeAndWait(one)
      }
      await Promise.all(lanes.map(loop))
      const took = (performance.now() - start) / 1000
      const { user, system } = process.cpuUsage(cpu)
      return {
        frames: audience.frames - frames,
        merged: audience.merged - merged,
        seconds: took,
        driverBusy: (user + system) / 1e6 / took,
      }
    },
    reached: () => audience.reached,
    close() {
      audience.close()
      for (const { lane } of lanes) lane.close()
    },
  }
}

/** The version that an answer to a change names. */
export function versionIn(text: string): number {
  const version = /"version":(\d+)/.exec(text)?.[1]
  if (version === undefined) throw new Error(`an answer without a version: ${text}`)
  return Number(version)
}
