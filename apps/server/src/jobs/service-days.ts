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
const restaurantsAtOnce = 200
// One transaction of this many entities stays a small frame for every tablet.
const entitiesAtOnce = 200

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
    for (;;) {
      const due = await db.asSystem((tx) =>
        tx.query<{ restaurant_id: number }>(
          'select restaurant_id from tenants where service_day_ends_at <= $1 order by service_day_ends_at limit $2',
          [new Date(now()), restaurantsAtOnce],
        ),
      )
      for (const { restaurant_id } of due) {
        if (stopped) return closed
        await closeDay(restaurant_id)
        closed += 1
      }
      if (due.length < restaurantsAtOnce) return closed
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

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.warn({ err: error }, 'a service day could not be closed; it is tried again'))
  }

  const tick = setInterval(() => {
    running ??= closeDue().finally(() => {
      running = undefined
    })
    inBackground(running)
  }, everyMs)
  tick.unref()

  // Another time zone or another first hour moves the end of the day that is under way.
  const stopListening = floors.listen((event) => {
    if (event.kind === 'reloaded' || event.origin === 'log') return
    if (event.news.some(({ changes }) => changes.some(({ entity_type }) => entity_type === 'restaurant'))) {
      inBackground(schedule(event.restaurantId))
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
