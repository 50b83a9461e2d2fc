import type { Steps } from '@qtable/domain'

// Less than half of the 20 ms that a batch may hold up everybody else: other work shares the turn.
const turnMs = 8
// A short decision takes less, and does not queue behind long ones.
const shortMs = 2
// In one turn of the event loop. Many short ones that begin at once queue from there on.
const mostMs = 20

/** The time that steps have had in this turn of the event loop. */
let spentMs = 0
let isTurnScheduled = false
const waiting: (() => void)[] = []

/**
 * Runs steps for some milliseconds at a time, and lets the event loop serve others in between. All callers share these
 * milliseconds, in order of arrival: ten batches at once hold up a turn no longer than one.
 */
export async function runInTurns<R>(steps: Steps<R>): Promise<R> {
  for (let isFirst = true; ; isFirst = false) {
    const share = Math.max(turnMs - spentMs, isFirst && spentMs < mostMs ? shortMs : 0)
    const result = share > 0 ? runFor(steps, share) : undefined
    if (result?.done) return result.value
    await nextTurn()
  }
}

function runFor<R>(steps: Steps<R>, ms: number): IteratorResult<undefined, R> | undefined {
  const startedAt = performance.now()
  scheduleTurn()
  try {
    for (;;) {
      const step = steps.next()
      if (step.done || performance.now() - startedAt >= ms) return step
    }
  } finally {
    spentMs += performance.now() - startedAt
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    scheduleTurn()
  })
}

function scheduleTurn(): void {
  if (isTurnScheduled) return
  isTurnScheduled = true
  // Where several wait, half of the time is for everything else: each change passes the event loop several times.
  if (waiting.length > 1) setTimeout(beginTurn, turnMs)
  else setImmediate(beginTurn)
}

// One waiting caller goes on in each turn, with all of its milliseconds.
function beginTurn(): void {
  isTurnScheduled = false
  spentMs = 0
  waiting.shift()?.()
  if (waiting.length > 0) scheduleTurn()
}
