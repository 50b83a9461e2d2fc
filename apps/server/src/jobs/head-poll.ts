import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import { isWithin } from '../journal/continuity.ts'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'
import { openPeriodicTask } from './periodic-task.ts'

/** Detects changes that no hint has announced, by other nodes and programs, and a restored database. */
export interface HeadPoll {
  /** Polls now; returns the number of floors that were behind. */
  poll(): Promise<number>
  close(): Promise<void>
}

// How late a change of another node may be: after a lost hint, and while there are no hints at all.
const pauseMs = 1000
const pauseWithoutBusMs = 100
// Restaurants per query, and reads of the log at the same time: the connection pool serves others too.
const headsAtOnce = 500
const floorsAtOnce = 4

/** Starts to poll. */
export function openHeadPoll(options: {
  journal: Pick<Journal, 'heads'>
  floors: Floors
  bus: Bus
  log: Logger
}): HeadPoll {
  const { journal, floors, bus, log } = options

  async function pollAll(signal: AbortSignal): Promise<number> {
    let behind = 0
    floors.dropIdle()
    const ids = floors.cachedIds()
    for (let from = 0; from < ids.length && !signal.aborted; from += headsAtOnce) {
      behind += await pollSome(ids.slice(from, from + headsAtOnce))
    }
    return behind
  }

  async function pollSome(ids: readonly number[]): Promise<number> {
    const before = new Map(ids.map((id) => [id, floors.cached(id)]))
    const heads = await journal.heads(ids)
    const behind = ids.filter((id) => {
      const [was, latest, head] = [before.get(id), floors.cached(id), heads.get(id)]
      return was && latest && !(head && isWithin(head, { before: was, latest }))
    })
    const left = [...behind]
    const readers = Array.from({ length: Math.min(floorsAtOnce, left.length) }, async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await catchUp(id)
    })
    await Promise.all(readers)
    return behind.length
  }

  async function catchUp(restaurantId: number): Promise<void> {
    try {
      await floors.catchUp(restaurantId)
    } catch (error) {
      // The restaurant no longer exists. Its floor has been dropped.
      if (!(error instanceof Problem && error.code === 'not_found')) throw error
    }
  }

  const task = openPeriodicTask({
    ...{ run: pollAll, log },
    pauseMs: () => (bus.isUp ? pauseMs : pauseWithoutBusMs),
    failure: 'the head poll failed; retrying',
  })
  return { poll: task.run, close: task.close }
}
