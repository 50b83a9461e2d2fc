import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import { isWithin } from '../journal/continuity.ts'
import type { Floors } from '../journal/floors.ts'
import type { Journal } from '../journal/journal.ts'

/** Finds what no hint has told: changes of other nodes and programs, and a database that was put back. */
export interface HeadPoll {
  /** Asks now; gives how many floors were behind. */
  poll(): Promise<number>
  close(): Promise<void>
}

// What a lost hint may cost, and what each change of another node may cost while there are no hints at all.
const everyMs = 1000
const withoutBusEveryMs = 100
// Restaurants in one query, and floors that read the log at the same time: the pool has others to serve.
const headsAtOnce = 500
const floorsAtOnce = 4

/** Starts to ask. */
export function openHeadPoll(options: {
  journal: Pick<Journal, 'heads'>
  floors: Floors
  bus: Bus
  log: Logger
}): HeadPoll {
  const { journal, floors, bus, log } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<number> | undefined
  let isClosed = false
  let isAway = false

  async function askAll(): Promise<number> {
    let behind = 0
    floors.dropIdle()
    const ids = floors.held()
    for (let from = 0; from < ids.length && !isClosed; from += headsAtOnce) {
      behind += await ask(ids.slice(from, from + headsAtOnce))
    }
    return behind
  }

  async function ask(ids: readonly number[]): Promise<number> {
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
      // The restaurant is not there any more: its floor has been forgotten, and there is nothing to follow.
      if (!(error instanceof Problem && error.code === 'not_found')) throw error
    }
  }

  function poll(): Promise<number> {
    running ??= askAll().finally(() => {
      running = undefined
    })
    return running
  }

  async function tick(): Promise<void> {
    try {
      await poll()
      isAway = false
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'unavailable')) log.error({ err: error }, 'a head poll failed')
      else if (!isAway) log.warn({ reason: error.detail }, 'the heads of the floors cannot be asked; it is tried again')
      isAway = true
    }
    schedule()
  }

  function schedule(): void {
    if (isClosed) return
    timer = setTimeout(() => void tick(), bus.isUp ? everyMs : withoutBusEveryMs)
    timer.unref()
  }

  schedule()
  return {
    poll,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await running?.catch(() => undefined)
    },
  }
}
