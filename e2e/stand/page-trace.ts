import type { Page } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** Start, duration and processor time, all in microseconds. */
  ts: number
  dur?: number
  tdur?: number
}

/**
 * What the main thread of a page did, as processor time in milliseconds: scripts, styles, layout and painting, without
 * the time of other processes.
 */
export interface PageTrace {
  /** The work between two `performance.mark`s of the page, in whole tasks. */
  workBetween(from: string, to: string): number
  /** The work for each frame between two marks, from the previous frame until it was submitted. */
  framesBetween(from: string, to: string): number[]
}

/** Traces a page during `work`. The browser traces one page at a time. */
export async function tracePage(page: Page, work: () => Promise<void>): Promise<PageTrace> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has no browser that could be traced')
  const categories = ['-*', 'disabled-by-default-devtools.timeline', 'blink.user_timing']
  await browser.startTracing(page, { categories })
  let recorded: Buffer
  try {
    await work()
  } finally {
    recorded = await browser.stopTracing()
  }
  const { traceEvents } = JSON.parse(recorded.toString()) as { traceEvents: TraceEvent[] }
  const marks = traceEvents.filter(({ ph }) => ph === 'I' || ph === 'R')
  const timeOf = (name: string) => markNamed(marks, name).ts

  const tasksBetween = (from: string, to: string) => {
    const { pid, tid } = markNamed(marks, from)
    const own = traceEvents.filter((event) => event.pid === pid && event.tid === tid)
    const commits = own.filter(({ name, ph }) => name === 'Commit' && ph === 'X').map(({ ts }) => ts)
    return own
      .filter(({ name, ts, dur = 0 }) => name === 'RunTask' && ts + dur > timeOf(from) && ts < timeOf(to))
      .sort((a, b) => a.ts - b.ts)
      .map(({ ts, dur = 0, tdur = dur }) => ({
        workMs: tdur / 1000,
        isShown: commits.some((at) => at >= ts && at <= ts + dur),
      }))
  }

  return {
    workBetween: (from, to) => tasksBetween(from, to).reduce((sum, { workMs }) => sum + workMs, 0),
    framesBetween(from, to) {
      const frames = [0]
      for (const { workMs, isShown } of tasksBetween(from, to)) {
        frames.push((frames.pop() ?? 0) + workMs)
        if (isShown) frames.push(0)
      }
      return frames
    },
  }
}

function markNamed(marks: readonly TraceEvent[], wanted: string): TraceEvent {
  const found = marks.find(({ name }) => name === wanted)
  if (!found) throw new Error(`the page made no mark ${wanted}`)
  return found
}
