import type { Client } from '@qtable/client'
import { isPartyDragged } from '../placing/placing-store.ts'
import { setMatterCount } from './matter-count.ts'
import { countOf, type Matters, mattersInSteps } from './matters.ts'

/** Times make late bookings without any change. */
const everyMs = 20_000
/** Each count looks at all bookings: in a rush of changes it waits for the last one. */
const settleMs = 1_000

/**
 * Counts what is to be seen to as the floor changes and time goes by, a few bookings at a time and none during a drag;
 * returns the function that stops it.
 */
export function watchMatters(client: Client): () => void {
  let next: ReturnType<typeof setTimeout> | undefined
  let steps: Iterator<Matters> | undefined
  let found: Matters | undefined
  let isStale = false

  function countIn(ms: number): void {
    // The floor has changed while it is counted: what is found now may be wrong.
    if (steps) isStale = true
    else next ??= setTimeout(start, ms)
  }

  function start(): void {
    next = undefined
    if (isPartyDragged()) countIn(settleMs)
    else {
      steps = client.view && mattersInSteps(client.view, client.now())
      step()
    }
  }

  function step(): void {
    const { value, done = true } = steps?.next() ?? {}
    if (!done && value) {
      found = value
      next = setTimeout(step)
      return
    }
    setMatterCount(found ? countOf(found) : 0)
    next = steps = found = undefined
    if (!isStale) return
    isStale = false
    countIn(settleMs)
  }

  countIn(0)
  const timer = setInterval(() => countIn(0), everyMs)
  const end = client.on('view', () => countIn(settleMs))
  return () => {
    end()
    clearInterval(timer)
    clearTimeout(next)
    setMatterCount(0)
  }
}
