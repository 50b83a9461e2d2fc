import type { Logger } from 'pino'

/** Where an unexpected error was caught: the label of its metric. `log` and further fields are for its line in the log. */
export interface ErrorPlace {
  where: string
  log: Pick<Logger, 'error'> | undefined
  [field: string]: unknown
}

const counts = new Map<string, number>()

/** How many unexpected errors each place has had in this process. */
export function unexpectedErrors(): ReadonlyMap<string, number> {
  return counts
}

/** Logs and counts an error that nothing expected: a bug, or a limit of the runtime. */
export function reportUnexpected(error: unknown, { log, ...fields }: ErrorPlace): void {
  counts.set(fields.where, (counts.get(fields.where) ?? 0) + 1)
  log?.error({ ...fields, err: error }, 'caught an unexpected error')
}

/** Wraps callbacks of one owner. */
export type Guard = <A extends unknown[]>(callback: (...given: A) => unknown) => (...given: A) => void

/**
 * Wraps callbacks that a socket, a timer, a stream or a bus calls: where an exception has no caller, it would end the
 * process, and with it every other restaurant. The owner ends what the callback belongs to in `onError`. A callback may
 * return a promise.
 */
export function openGuard(place: ErrorPlace, onError?: (error: unknown) => void): Guard {
  function fail(error: unknown): void {
    reportUnexpected(error, place)
    try {
      onError?.(error)
    } catch (another) {
      reportUnexpected(another, place)
    }
  }
  return (callback) =>
    (...given) => {
      try {
        const result = callback(...given)
        if (result instanceof Promise) result.catch(fail)
      } catch (error) {
        fail(error)
      }
    }
}
