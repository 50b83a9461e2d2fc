import {
  type Actor,
  type Floor,
  type InternalCommandType,
  type PayloadOf,
  Problem,
  type Role,
  type Transaction,
} from '@qtable/domain'
import type { Logger } from 'pino'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { openQueue, type Queue } from './queue.ts'
import { readSubmission, type Submission } from './submission.ts'

/** What became of a submission that was not refused. */
export interface Outcome {
  /** `duplicate`: this id was answered before, and this is the first answer again. */
  status: 'applied' | 'duplicate'
  /** Undefined where nothing had to change. */
  transaction: Transaction | undefined
  /** The restaurant's version with the change in it. */
  version: number
  /** The floor at that version or a later one. */
  floor: Floor
}

/** The one door for every change, whoever asks: REST, batch, offline upload, socket, job. */
export interface Commands {
  /**
   * Decides a submission on the restaurant's floor and makes it durable: when this resolves, it is committed. Throws
   * the `Problem` of what is refused; `unavailable` where PostgreSQL cannot be reached, and then the same id may be
   * sent again without harm.
   */
  execute(restaurantId: number, actor: Actor & { role: Role }, submission: Submission): Promise<Outcome>
  /** Runs a command that is the system's own. */
  executeInternal<T extends InternalCommandType>(
    restaurantId: number,
    command: { id: string; type: T; payload: PayloadOf<T> },
  ): Promise<Outcome>
  /** Resolves when everything that was under way has its answer; refuses what comes after with `unavailable`. */
  close(): Promise<void>
}

/** Who the log names for what no person did. */
export const system: Actor & { role: Role } = {
  id: '00000000-0000-0000-0000-000000000000',
  name: 'QTable',
  role: 'owner',
}

// More than this waiting in one restaurant is not a busy evening but a runaway client.
const waitingAtMost = 2000

/** Opens the door. `now` is the clock in epoch milliseconds. */
export function openCommands(options: { journal: Journal; floors: Floors; log: Logger; now?: () => number }): Commands {
  const queues = new Map<number, Queue>()
  const draining = new Set<Promise<void>>()
  let closed = false

  function submit(restaurantId: number, job: ReturnType<typeof readSubmission>): Promise<Outcome> {
    if (closed) throw new Problem('unavailable', 'The server is stopping', { retryAfterSeconds: 1 })
    let queue = queues.get(restaurantId)
    if (!queue) {
      queue = openQueue(restaurantId, options)
      queues.set(restaurantId, queue)
    }
    if (queue.length >= waitingAtMost) {
      throw new Problem('unavailable', 'Too many changes wait in this restaurant', { retryAfterSeconds: 1 })
    }
    const outcome = queue.add(job)
    const idle = queue
    const drained = queue.drain().finally(() => {
      draining.delete(drained)
      if (idle.length === 0 && queues.get(restaurantId) === idle) queues.delete(restaurantId)
    })
    draining.add(drained)
    return outcome
  }

  return {
    async execute(restaurantId, actor, submission) {
      return submit(restaurantId, readSubmission(submission, actor))
    },
    async executeInternal(restaurantId, command) {
      const unit = { id: command.id, kind: 'change' as const, commands: [command] }
      return submit(restaurantId, readSubmission({ unit, clientChoseId: false }, system, { internal: true }))
    },
    async close() {
      closed = true
      await Promise.all(draining)
    },
  }
}
