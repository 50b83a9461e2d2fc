import { applyTransactions, Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { FloorEvent, Floors } from '../journal/floors.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Bus, Hint } from './bus.ts'

/** What keeps the floors of this node and of the others together. */
export interface Follow {
  close(): void
}

/**
 * Tells the other nodes what this one commits, and takes in what they tell. A hint is a hint: its transactions count
 * only where they link to what is held, by version, epoch and the transaction before; anything else that is newer makes
 * this node read the log. What is not held is not followed.
 */
export function openFollow({ floors, bus, log }: { floors: Floors; bus: Bus; log: Logger }): Follow {
  // Per restaurant whose log is read just now, the newest hint that this read may have been too early for.
  const wanted = new Map<number, Hint | undefined>()

  function tell(event: FloorEvent): void {
    const { restaurantId, snapshot } = event
    const { epoch, floor, recent } = snapshot
    if (event.kind === 'reloaded') {
      if (event.before.epoch === epoch) return
      log.warn({ restaurantId }, 'the database was put back to an older state: the restaurant has a new epoch')
      bus.publish({ kind: 'hint', restaurantId, epoch, version: floor.version })
    } else if (event.origin === 'commit') {
      const { news: transactions } = event
      const previous = recent.at(-1 - transactions.length)?.id
      const linked = previous === undefined ? {} : { previous }
      bus.publish({ kind: 'hint', restaurantId, epoch, version: floor.version, transactions, ...linked })
    }
  }

  function hear(hint: Hint): void {
    const held = floors.cached(hint.restaurantId)
    if (!held || !isNews(hint, held)) return
    const news = linkedTo(held, hint)
    if (news) floors.advance(held, news, applyTransactions(held.floor, news), 'log')
    else if (wanted.has(hint.restaurantId)) wanted.set(hint.restaurantId, hint)
    else void catchUp(hint.restaurantId)
  }

  // However many hints come while the log is read, it is read once more at most for all of them.
  async function catchUp(restaurantId: number): Promise<void> {
    try {
      for (;;) {
        wanted.set(restaurantId, undefined)
        const snapshot = await floors.catchUp(restaurantId)
        const later = wanted.get(restaurantId)
        if (!later || !isNews(later, snapshot)) return
      }
    } catch (error) {
      // The head poll finds it again as soon as there is a database to ask.
      const isExpected = error instanceof Problem
      if (!isExpected) log.error({ err: error, restaurantId }, 'a floor could not be brought up to a hint')
    } finally {
      wanted.delete(restaurantId)
    }
  }

  const stopTelling = floors.listen(tell)
  const stopHearing = bus.subscribe((message) => {
    if (message.kind === 'hint') hear(message)
  })

  return {
    close() {
      stopTelling()
      stopHearing()
    },
  }
}

function isNews({ epoch, version }: Hint, { epoch: ours, floor }: Snapshot): boolean {
  return epoch !== ours || version > floor.version
}

/** The part of a hint's transactions that continues what is held; undefined where it does not. */
function linkedTo(
  held: Snapshot,
  { epoch, transactions = [], previous }: Hint,
): readonly LoggedTransaction[] | undefined {
  const { version } = held.floor
  const news = transactions.filter((logged) => logged.version > version)
  const isDense = news.every((logged, i) => logged.version === version + 1 + i)
  if (epoch !== held.epoch || news.length === 0 || !isDense) return undefined
  const before = transactions[transactions.length - news.length - 1]?.id ?? previous
  const last = held.recent.at(-1)?.id
  return before === undefined || last === undefined || before === last ? news : undefined
}
