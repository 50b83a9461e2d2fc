import { answerCalls } from '../processes/answer-calls.ts'
import { type AudienceOptions, openAudience } from './audience.ts'
import { type ClosedLoop, openClosedLoop } from './closed-loop.ts'
import { type FanOut, openFanOut } from './fan-out.ts'
import { openPaced, type Paced } from './paced.ts'

// A process that asks servers for things and measures what comes back.

let loop: ClosedLoop | undefined
let fanOut: FanOut | undefined
let paced: Paced | undefined

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
  async openAudience(options: AudienceOptions): Promise<void> {
    await openAudience(options)
  },
  async openPaced(options: Parameters<typeof openPaced>[0]): Promise<void> {
    paced = await openPaced(options)
  },
  runPaced: async (options: Parameters<Paced['run']>[0]) => opened(paced).run(options),
  pacedReached: async () => opened(paced).reached(),
}
export type Driver = typeof calls
answerCalls(calls)

function opened<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('it is not open')
  return one
}
