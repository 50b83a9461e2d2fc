import { type Actor, type InternalCommandType, type PayloadOf, Problem, type Role } from '@qtable/domain'
import type { Logger } from 'pino'
import { type Budgets, defaultBudgets, unitBudgets } from '../budgets.ts'
import { reportUnexpected } from '../guarded.ts'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { type ChangeQueue, type ChangeQueueOptions, openChangeQueue } from './change-queue.ts'
import type { ChangeRequest } from './change-request.ts'
import type { Outcome } from './outcome.ts'
import { isLong, type PreparedChange, prepareChange, prepareInSteps } from './prepared-change.ts'
import { runInTurns } from './run-in-turns.ts'
import { openVersionRate } from './version-rate.ts'

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
// The same for their commands: a batch of 500 takes a megabyte while it waits.
const maxPendingCommands = 5000

/** `now` is the clock in epoch milliseconds. */
export function openCommands(given: {
  journal: Journal
  floors: Floors
  log: Logger
  now?: () => number
  budgets?: Budgets
}): Commands {
  const limits = given.budgets ?? defaultBudgets
  const budgets = { unit: unitBudgets(limits), rate: openVersionRate(limits) }
  const options: ChangeQueueOptions = { ...given, budgets }
  const pendingCommands = new Map<number, number>()
  const queues = new Map<number, ChangeQueue>()
  const draining = new Set<Promise<void>>()
  let isClosed = false

  function enqueue(restaurantId: number, change: PreparedChange): Promise<Outcome> {
    if (isClosed) throw new Problem('unavailable', 'The server is stopping', { retryAfterSeconds: 1 })
    const queue = queueOf(restaurantId)
    if (queue.length >= maxPending) throw tooMany()
    const outcome = queue.add(change)
    const drained = queue
      .drain()
      .finally(() => {
        draining.delete(drained)
        if (queue.length === 0 && queues.get(restaurantId) === queue) queues.delete(restaurantId)
      })
      .catch((error: unknown) => reportUnexpected(error, { where: 'changes', log: given.log, restaurantId }))
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

  // Long changes are counted from here on, because they take their memory while they are read, before they queue.
  async function executeLong(restaurantId: number, actor: Actor & { role: Role }, request: ChangeRequest) {
    const { length } = request.unit.commands
    const pending = pendingCommands.get(restaurantId) ?? 0
    if (pending > 0 && pending + length > maxPendingCommands) throw tooMany()
    pendingCommands.set(restaurantId, pending + length)
    try {
      return await enqueue(restaurantId, await runInTurns(prepareInSteps(request, actor)))
    } finally {
      const left = (pendingCommands.get(restaurantId) ?? length) - length
      if (left > 0) pendingCommands.set(restaurantId, left)
      else pendingCommands.delete(restaurantId)
    }
  }

  return {
    async execute(restaurantId, actor, request) {
      // A short one keeps its place among those that came with it.
      if (!isLong(request)) return enqueue(restaurantId, prepareChange(request, actor))
      return executeLong(restaurantId, actor, request)
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

function tooMany(): Problem {
  return new Problem('unavailable', 'Too many changes wait in this restaurant', { retryAfterSeconds: 1 })
}
