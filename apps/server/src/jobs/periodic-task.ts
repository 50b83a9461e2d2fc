import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import { openGuard, reportUnexpected } from '../guarded.ts'

/** A task that runs again and again, one run at a time. */
export interface PeriodicTask<T> {
  /** Starts a run, or joins the one in progress. */
  run(): Promise<T>
  /** Stops the task; resolves when the run in progress has ended. */
  close(): Promise<void>
}

export interface PeriodicTaskOptions<T> {
  /** One run. It should end early once the signal is aborted. */
  run: (signal: AbortSignal) => Promise<T>
  /** Milliseconds from the end of one run to the start of the next. */
  pauseMs: () => number
  /** Milliseconds until the first run; `pauseMs()` by default. */
  firstPauseMs?: number
  log: Logger
  /** The log line of a failed run. */
  failure: string
}

const retryMs = 30_000

/** Starts a task. While the database is unavailable it logs one warning; any other failure is an error. */
export function openPeriodicTask<T>(options: PeriodicTaskOptions<T>): PeriodicTask<T> {
  const { pauseMs, log, failure } = options
  const closing = new AbortController()
  let running: Promise<T> | undefined
  let timer: NodeJS.Timeout | undefined
  let isUnavailable = false
  const guardedTick = openGuard({ where: 'job', log, failure })(tick)

  function run(): Promise<T> {
    running ??= options.run(closing.signal).finally(() => {
      running = undefined
    })
    return running
  }

  async function tick(): Promise<void> {
    try {
      await run()
      isUnavailable = false
    } catch (error) {
      const isExpected = error instanceof Problem && error.code === 'unavailable'
      if (!isExpected) reportUnexpected(error, { where: 'job', log, failure })
      else if (!isUnavailable) log.warn({ reason: error.detail }, failure)
      isUnavailable = isExpected
    }
    next()
  }

  // An error here, too, is the end of one run and not of the task.
  function next(): void {
    try {
      schedule(pauseMs())
    } catch (error) {
      reportUnexpected(error, { where: 'job', log, failure })
      schedule(retryMs)
    }
  }

  function schedule(inMs: number): void {
    if (closing.signal.aborted) return
    timer = setTimeout(guardedTick, inMs)
    timer.unref()
  }

  schedule(options.firstPauseMs ?? pauseMs())
  return {
    run,
    async close() {
      closing.abort()
      clearTimeout(timer)
      await running?.catch(() => undefined)
    },
  }
}
