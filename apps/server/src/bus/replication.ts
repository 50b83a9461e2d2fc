import { applyTransactions, Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openGuard, reportUnexpected } from '../guarded.ts'
import type { FloorEvent, Floors } from '../journal/floors.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Bus, HintMessage } from './bus.ts'

/** Keeps the floors of this node in step with those of the other nodes. */
export interface Replication {
  close(): void
}

/**
 * Publishes what this node commits and applies what other nodes publish. The transactions of a hint are applied only if
 * they continue the floor in memory, by version, epoch and previous transaction. Any other hint that is newer makes this
 * node read the log. Hints about floors that are not in memory are ignored.
 */
export function openReplication({ floors, bus, log }: { floors: Floors; bus: Bus; log: Logger }): Replication {
  // The restaurants whose log is being read, each with the newest hint since that read began, which may have missed it.
  const catchingUp = new Map<number, HintMessage | undefined>()

  function publish(event: FloorEvent): void {
    const { restaurantId, snapshot } = event
    const { epoch, floor, recent } = snapshot
    if (event.kind === 'reloaded') {
      if (event.before.epoch === epoch) return
      log.warn({ restaurantId }, 'the database was restored to an older state: the restaurant has a new epoch')
      bus.publish({ kind: 'hint', restaurantId, epoch, version: floor.version })
    } else if (event.origin === 'commit') {
      const { transactions } = event
      const previous = recent.at(-1 - transactions.length)?.id
      const link = previous === undefined ? {} : { previous }
      bus.publish({ kind: 'hint', restaurantId, epoch, version: floor.version, transactions, ...link })
    }
  }

  function apply(hint: HintMessage): void {
    const held = floors.cached(hint.restaurantId)
    if (!held || !isNewer(hint, held)) return
    const news = continuationOf(held, hint)
    if (news) floors.advance(held, news, applyTransactions(held.floor, news), 'log')
    else if (catchingUp.has(hint.restaurantId)) catchingUp.set(hint.restaurantId, hint)
    else void catchUp(hint.restaurantId)
  }

  // However many hints arrive during a read of the log, they cause one more read at most.
  async function catchUp(restaurantId: number): Promise<void> {
    try {
      for (;;) {
        catchingUp.set(restaurantId, undefined)
        const snapshot = await floors.catchUp(restaurantId)
        const newest = catchingUp.get(restaurantId)
        if (!newest || !isNewer(newest, snapshot)) return
      }
    } catch (error) {
      // The head poll tries again once the database is reachable.
      const isExpected = error instanceof Problem
      if (!isExpected) reportUnexpected(error, { where: 'replication', log, restaurantId })
    } finally {
      catchingUp.delete(restaurantId)
    }
  }

  const stopPublishing = floors.listen(openGuard({ where: 'replication', log })(publish))
  const unsubscribe = bus.subscribe((message) => {
    if (message.kind === 'hint') apply(message)
  })

  return {
    close() {
      stopPublishing()
      unsubscribe()
    },
  }
}

function isNewer(hint: HintMessage, { epoch, floor }: Snapshot): boolean {
  return hint.epoch !== epoch || hint.version > floor.version
}

/** The transactions of a hint that continue a snapshot; undefined if they do not follow from it. */
function continuationOf(
  held: Snapshot,
  { epoch, transactions = [], previous }: HintMessage,
): readonly LoggedTransaction[] | undefined {
  const { version } = held.floor
  const news = transactions.filter((logged) => logged.version > version)
  const isConsecutive = news.every((logged, i) => logged.version === version + 1 + i)
  if (epoch !== held.epoch || news.length === 0 || !isConsecutive) return undefined
  const before = transactions[transactions.length - news.length - 1]?.id ?? previous
  const last = held.recent.at(-1)?.id
  return before === undefined || last === undefined || before === last ? news : undefined
}
