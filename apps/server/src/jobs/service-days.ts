import { serviceDayAt } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Logger } from 'pino'
import type { Commands } from '../commands/execute.ts'
import type { Database } from '../db/database.ts'
import type { Floors } from '../journal/floors.ts'

/** Takes what ended off the floors whose service day is over. Safe on several nodes at once: the second finds nothing. */
export interface ServiceDays {
  /** Closes every day that is due now; gives how many restaurants had one. */
  closeDue(): Promise<number>
  close(): Promise<void>
}

// A day may end a little late, never twice: what is due is asked for this often.
const everyMs = 30_000
// Where a thousand days end in one minute: so many restaurants are closed at the same time, the others after them.
const restaurantsAtOnce = 2
const claimedAtOnce = 20
// One transaction of this many entities stays a small frame for every tablet.
const entitiesAtOnce = 200
// Who has claimed a day has it for so long; where nothing comes of it, whoever looks then tries again.
const claimMs = 5 * 60_000

/** Starts to close service days; `now` is the clock in epoch milliseconds. */
export function openServiceDays(options: {
  db: Database
  floors: Floors
  commands: Commands
  log: Logger
  now?: () => number
}): ServiceDays {
  const { db, floors, commands, log, now = Date.now } = options
  let stopped = false
  let running: Promise<number> | undefined

  async function closeDue(): Promise<number> {
    let closed = 0
    for (let due = await claim(); due.length > 0 && !stopped; due = await claim()) {
      const closers = Array.from({ length: restaurantsAtOnce }, async () => {
        for (let id = due.shift(); id !== undefined && !stopped; id = due.shift()) {
          if (await closeOne(id)) closed += 1
        }
      })
      await Promise.all(closers)
    }
    return closed
  }

  // A claim moves the end of the day a little, so that several nodes share what is due and none waits for another.
  async function claim(): Promise<number[]> {
    const rows = await db.asSystem((tx) =>
      tx.query<{ id: number }>(
        `update tenants set service_day_ends_at = $2
         where restaurant_id in (
           select restaurant_id from tenants where service_day_ends_at <= $1
           order by service_day_ends_at limit $3 for update skip locked)
         returning restaurant_id as id`,
        [new Date(now()), new Date(now() + claimMs), claimedAtOnce],
      ),
    )
    return rows.map(({ id }) => id)
  }

  // One that cannot be closed must not keep the others open.
  async function closeOne(restaurantId: number): Promise<boolean> {
    const wasHeld = floors.cached(restaurantId) !== undefined
    try {
      await closeDay(restaurantId)
      return true
    } catch (error) {
      log.warn({ err: error, restaurantId }, 'a service day could not be closed; it is tried again')
      return false
    } finally {
      // It was loaded for this alone.
      if (!wasHeld) floors.drop(restaurantId)
    }
  }

  async function closeDay(restaurantId: number): Promise<void> {
    for (;;) {
      const command = { id: uuidv7(now()), type: 'serviceDay.close', payload: { limit: entitiesAtOnce } }
      const { transaction } = await commands.executeInternal(restaurantId, command)
      if (!transaction) break
    }
    await schedule(restaurantId)
  }

  async function schedule(restaurantId: number): Promise<void> {
    const { floor } = await floors.read(restaurantId)
    const { endsAt } = serviceDayAt(new Date(now()).toISOString(), floor.restaurant)
    await db.asSystem((tx) =>
      tx.query('update tenants set service_day_ends_at = $2 where restaurant_id = $1', [restaurantId, endsAt]),
    )
  }

  function inBackground(work: Promise<unknown>, failure: string): void {
    work.catch((error: unknown) => log.warn({ err: error }, failure))
  }

  const tick = setInterval(() => {
    running ??= closeDue().finally(() => {
      running = undefined
    })
    inBackground(running, 'no service day could be closed; it is tried again')
  }, everyMs)
  tick.unref()

  // Another time zone or another first hour moves the end of the day that is under way.
  const stopListening = floors.listen((event) => {
    if (event.kind === 'reloaded' || event.origin === 'log') return
    if (event.news.some(({ changes }) => changes.some(({ entity_type }) => entity_type === 'restaurant'))) {
      inBackground(schedule(event.restaurantId), 'the end of a service day could not be moved')
    }
  })

  return {
    closeDue,
    async close() {
      stopped = true
      clearInterval(tick)
      stopListening()
      await running?.catch(() => undefined)
    },
  }
}
