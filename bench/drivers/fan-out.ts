import { type RequestCycle, verifyReply } from './closed-loop.ts'
import { type HttpConnection, openHttpConnection } from './http-connection.ts'
import { openSubscribers, type SubscriberOptions, type Subscribers } from './subscribers.ts'

/** The measurements of a run. */
export interface FanOutResult {
  frames: number
  merged: number
  seconds: number
  driverBusy: number
}

export interface FanOut {
  /** Each connection sends its next change as soon as every socket has the frame of its last one. */
  run(seconds: number): Promise<FanOutResult>
  /** The version that every socket has. */
  reached(): number
  close(): void
}

/** Opens the sockets of one restaurant and the connections that change it. */
export async function openFanOut(
  options: SubscriberOptions & { connections: readonly RequestCycle[] },
): Promise<FanOut> {
  const subscribers: Subscribers = await openSubscribers(options)
  const connections: { connection: HttpConnection; requests: RequestCycle; next: number }[] = []
  for (const requests of options.connections) {
    connections.push({
      connection: await openHttpConnection({ port: options.port, keepsText: true }),
      requests,
      next: 0,
    })
  }

  async function changeAndWait(one: (typeof connections)[number]): Promise<void> {
    const reply = await one.connection.send(one.requests[one.next] ?? '')
    one.next = (one.next + 1) % one.requests.length
    verifyReply({ status: 200 }, reply)
    await subscribers.haveReached(versionIn(reply.text))
  }

  return {
    async run(seconds) {
      const { frames, merged } = subscribers
      const cpu = process.cpuUsage()
      const start = performance.now()
      const endAt = start + seconds * 1000
      const loop = async (one: (typeof connections)[number]) => {
        while (performance.now() < endAt) await changeAndWait(one)
      }
      await Promise.all(connections.map(loop))
      const took = (performance.now() - start) / 1000
      const { user, system } = process.cpuUsage(cpu)
      return {
        frames: subscribers.frames - frames,
        merged: subscribers.merged - merged,
        seconds: took,
        driverBusy: (user + system) / 1e6 / took,
      }
    },
    reached: () => subscribers.reached,
    close() {
      subscribers.close()
      for (const { connection } of connections) connection.close()
    },
  }
}

/** The version in the answer to a change. */
export function versionIn(text: string): number {
  const version = /"version":(\d+)/.exec(text)?.[1]
  if (version === undefined) throw new Error(`an answer without a version: ${text}`)
  return Number(version)
}
