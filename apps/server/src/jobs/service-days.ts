import { isShiftOfYesterdayOpen, nextCloseAt, type Restaurant, wholeSecond } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Logger } from 'pino'
import type { Commands } from '../commands/execute.ts'
import type { Database } from '../db/database.ts'
import { openGuard } from '../guarded.ts'
import type { FloorEvent, Floors } from '../journal/floors.ts'
import { openPeriodicTask } from './periodic-task.ts'

/** Archives ended parties and reservations when a restaurant's service day is over. Safe on several nodes at once. */
export interface ServiceDays {
  /** Closes every service day that is due; returns how many. */
  closeDue(): Promise<number>
  close(): Promise<void>
}

// A service day may close a little late.
const pauseMs = 30_000
// If a thousand days end in one minute, this many restaurants are closed at the same time.
const restaurantsAtOnce = 2
const claimsAtOnce = 20
// Entities per transaction, so that its frame stays small.
const entitiesAtOnce = 200
// How long a node has for a day that it has claimed. After that, any node tries again.
const claimMs = 5 * 60_000

/** Starts to close service days. `now` is the clock in epoch milliseconds. */
export function openServiceDays(options: {
  db: Database
  floors: Floors
  commands: Commands
  log: Logger
  now?: () => number
}): ServiceDays {
  const { db, floors, commands, log, now = Date.now } = options

  async function closeDue(signal: AbortSignal): Promise<number> {
    let closed = 0
    for (let due = await claimDue(db, now()); due.length > 0 && !signal.aborted; due = await claimDue(db, now())) {
      const closers = Array.from({ length: restaurantsAtOnce }, async () => {
        for (let id = due.shift(); id !== undefined && !signal.aborted; id = due.shift()) {
          if (await tryToClose(id)) closed += 1
        }
      })
      await Promise.all(closers)
    }
    return closed
  }

  // A failure must not keep other restaurants from closing.
  async function tryToClose(restaurantId: number): Promise<boolean> {
    const wasHeld = floors.cached(restaurantId) !== undefined
    try {
      await closeDay(restaurantId)
      return true
    } catch (error) {
      log.warn({ err: error, restaurantId }, 'a service day could not be closed; retrying')
      return false
    } finally {
      // This job alone has loaded the floor.
      if (!wasHeld) floors.drop(restaurantId)
    }
  }

  async function closeDay(restaurantId: number): Promise<void> {
    for (;;) {
      const { transaction } = await commands.executeInternal(restaurantId, {
        id: uuidv7(now()),
        type: 'serviceDay.close',
        payload: { limit: entitiesAtOnce },
      })
      if (!transaction) break
    }
    await schedule(restaurantId)
  }

  async function schedule(restaurantId: number, before?: Restaurant): Promise<void> {
    const { floor } = await floors.read(restaurantId)
    // Instants are compared as text, all in whole seconds.
    const instant = wholeSecond(now())
    // A shift that the close waits for may have been cut short.
    const isOver =
      before && isShiftOfYesterdayOpen(instant, before) && !isShiftOfYesterdayOpen(instant, floor.restaurant)
    const endsAt = isOver ? instant : nextCloseAt(instant, floor.restaurant)
    await db.asRestaurant(
      restaurantId,
      (tx) => tx.query('update tenants set service_day_ends_at = $2 where restaurant_id = $1', [restaurantId, endsAt]),
      { kind: 'job' },
    )
  }

  // A change of the time zone or of the settings moves the next close.
  const onFloor = openGuard({ where: 'job', log })((event: FloorEvent) => {
    if (event.kind === 'reloaded' || event.origin === 'log') return
    const { restaurantId, transactions } = event
    const changes = transactions.flatMap((transaction) => transaction.changes)
    const changed = changes.find((change) => change.entity_type === 'restaurant')
    if (!changed) return
    schedule(restaurantId, changed.before).catch((error: unknown) => {
      log.warn({ err: error, restaurantId }, 'the end of a service day could not be updated')
    })
  })
  const stopListening = floors.listen(onFloor)

  const task = openPeriodicTask({
    ...{ run: closeDue, log },
    pauseMs: () => pauseMs,
    failure: 'service days could not be closed; retrying',
  })
  return {
    closeDue: task.run,
    async close() {
      stopListening()
      await task.close()
    },
  }
}

/** Claims due service days by moving their end a little, so that several nodes share them without waiting. */
async function claimDue(db: Database, now: number): Promise<number[]> {
  const rows = await db.asSystem((tx) =>
    tx.query<{ id: number }>(
      `update tenants set service_day_ends_at = $2
       where restaurant_id in (
         select restaurant_id from tenants where service_day_ends_at <= $1
         order by service_day_ends_at limit $3 for update skip locked)
       returning restaurant_id as id`,
      [new Date(now), new Date(now + claimMs), claimsAtOnce],
    ),
  )
  return rows.map(({ id }) => id)
}
