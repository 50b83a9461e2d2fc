import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { isUnavailable } from './failures.ts'

/**
 * Retries `work` until PostgreSQL can be reached: at a start it may still be starting or recovering from a crash. Rejects
 * with `StartError` after `withinMs` (30 s).
 */
export async function onceReached<T>(
  work: () => Promise<T>,
  { log, withinMs = 30_000 }: { log: Logger; withinMs?: number | undefined },
): Promise<T> {
  const deadline = Date.now() + withinMs
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === undefined) throw error
      if (Date.now() >= deadline) throw new StartError(`PostgreSQL cannot be reached: ${reason}`, { cause: error })
      if (attempt === 0) log.info(`waiting for PostgreSQL: ${reason}`)
      await delay(Math.min(1_000, 50 * 2 ** attempt))
    }
  }
}

/** Why PostgreSQL could not be reached; undefined where something else failed. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof Problem) return error.code === 'unavailable' ? reasonOf(error.cause) : undefined
  return isUnavailable(error) ? messageOf(error) : undefined
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
