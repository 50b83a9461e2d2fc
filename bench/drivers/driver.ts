import { answerCalls } from '../processes/answer-calls.ts'
import { type ClosedLoop, openClosedLoop } from './closed-loop.ts'

// A process that asks servers for things and measures what comes back.

let loop: ClosedLoop | undefined

const calls = {
  async openLoop(options: Parameters<typeof openClosedLoop>[0]): Promise<void> {
    loop?.close()
    loop = await openClosedLoop(options)
  },
  async runLoop(until: Parameters<ClosedLoop['run']>[0]) {
    if (!loop) throw new Error('no loop is open')
    return loop.run(until)
  },
}
export type Driver = typeof calls
answerCalls(calls)
