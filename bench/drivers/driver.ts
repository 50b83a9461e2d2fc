import { answerCalls } from '../processes/answer-calls.ts'
import { type ClosedLoop, openClosedLoop } from './closed-loop.ts'
import { type FanOut, openFanOut } from './fan-out.ts'
import { openPacedLoad, type PacedLoad } from './paced-load.ts'
import { openSubscribers, type SubscriberOptions } from './subscribers.ts'

// A process that sends requests to servers and measures the answers.

let loop: ClosedLoop | undefined
let fanOut: FanOut | undefined
let paced: PacedLoad | undefined

const calls = {
  async openLoop(options: Parameters<typeof openClosedLoop>[0]): Promise<void> {
    loop = await openClosedLoop(options)
  },
  runLoop: async (until: Parameters<ClosedLoop['run']>[0]) => opened(loop).run(until),
  async openFanOut(options: Parameters<typeof openFanOut>[0]): Promise<void> {
    fanOut = await openFanOut(options)
  },
  runFanOut: async ({ seconds }: { seconds: number }) => opened(fanOut).run(seconds),
  reached: async () => opened(fanOut).reached(),
  async openSubscribers(options: SubscriberOptions): Promise<void> {
    await openSubscribers(options)
  },
  async openPacedLoad(options: Parameters<typeof openPacedLoad>[0]): Promise<void> {
    paced = await openPacedLoad(options)
  },
  runPaced: async (options: Parameters<PacedLoad['run']>[0]) => opened(paced).run(options),
  pacedReached: async () => opened(paced).reached(),
}
export type Driver = typeof calls
answerCalls(calls)

function opened<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('the load is not open')
  return one
}
