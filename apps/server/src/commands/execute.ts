import { type Actor, type InternalCommandType, type PayloadOf, Problem, type Role } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { type ChangeQueue, openChangeQueue } from './change-queue.ts'
import type { ChangeRequest } from './change-request.ts'
import type { Outcome } from './outcome.ts'
import { type PreparedChange, prepareChange } from './prepared-change.ts'

/** The one entry point for every change: of REST, batch, offline upload, socket or job. */
export interface Commands {
  /**
   * Decides a change on the restaurant's floor; resolves when it is committed. Rejects with the `Problem` of a refusal, or
   * with `unavailable` where PostgreSQL cannot be reached. The same id may then be sent again without harm.
   */
  execute(restaurantId: number, actor: Actor & { role: Role }, request: ChangeRequest): Promise<Outcome>
  /** Runs an internal command as `system`. */
  executeInternal<T extends InternalCommandType>(
    restaurantId: number,
    command: { id: string; type: T; payload: PayloadOf<T> },
  ): Promise<Outcome>
  /** Refuses new changes with `unavailable`; resolves when every pending one has its answer. */
  close(): Promise<void>
}

/** The actor of changes that no person made. */
export const system: Actor & { role: Role } = {
  id: '00000000-0000-0000-0000-000000000000',
  name: 'QTable',
  role: 'owner',
}

// More pending changes in one restaurant come from a runaway client, not from a busy evening.
const maxPending = 2000

/** `now` is the clock in epoch milliseconds. */
export function openCommands(options: { journal: Journal; floors: Floors; log: Logger; now?: () => number }): Commands {
  const queues = new Map<number, ChangeQueue>()
  const draining = new Set<Promise<void>>()
  let isClosed = false

  function enqueue(restaurantId: number, change: PreparedChange): Promise<Outcome> {
    if (isClosed) throw new Problem('unavailable', 'The server is stopping', { retryAfterSeconds: 1 })
    const queue = queueOf(restaurantId)
    if (queue.length >= maxPending) {
      throw new Problem('unavailable', 'Too many changes wait in this restaurant', { retryAfterSeconds: 1 })
    }
    const outcome = queue.add(change)
    const drained = queue.drain().finally(() => {
      draining.delete(drained)
      if (queue.length === 0 && queues.get(restaurantId) === queue) queues.delete(restaurantId)
    })
    draining.add(drained)
    return outcome
  }

  function queueOf(restaurantId: number): ChangeQueue {
    let queue = queues.get(restaurantId)
    if (!queue) {
      queue = openChangeQueue(restaurantId, options)
      queues.set(restaurantId, queue)
    }
    return queue
  }

  return {
    async execute(restaurantId, actor, request) {
      return enqueue(restaurantId, prepareChange(request, actor))
    },
    async executeInternal(restaurantId, command) {
      const unit = { id: command.id, kind: 'change' as const, commands: [command] }
      const request = { unit, clientChoseId: false }
      return enqueue(restaurantId, prepareChange(request, system, { isInternal: true }))
    },
    async close() {
      isClosed = true
      await Promise.all(draining)
    },
  }
}
