import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Steps } from '@qtable/domain'

// Less than half of the 20 ms that a batch may hold up everybody else: other work shares the turn.
const turnMs = 8

/** Runs steps for some milliseconds at a time, and lets the event loop serve others in between. */
export async function runInTurns<R>(steps: Steps<R>): Promise<R> {
  let endsAt = performance.now() + turnMs
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() < endsAt) continue
    await nextTurn()
    endsAt = performance.now() + turnMs
  }
}
